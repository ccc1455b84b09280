"""Files of people as HR systems write them: opened within bounds, read into cells. Pure."""
