"""Backpass: learn backpropagation one gate at a time."""
