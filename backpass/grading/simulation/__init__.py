"""A simulated class, for trying everything out."""
