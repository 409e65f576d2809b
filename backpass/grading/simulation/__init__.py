"""A class that never was, for trying everything out."""
