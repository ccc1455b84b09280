"""What a file would do: rows and the people who are known go in, a plan comes out. Pure."""
