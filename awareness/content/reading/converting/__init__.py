"""Files of a report as lines of text, in a process of their own (`sealed.py`)."""
