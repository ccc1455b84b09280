"""Nordvik Foods: an employer to look at. Everything it shows was made by the real actions."""
