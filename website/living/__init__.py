"""Explorations that move on a page without Python: the same functions, translated to JavaScript."""
