"""Odd submissions drawn by chance from a seed, and what must hold of each; see ``oracle.py``."""
