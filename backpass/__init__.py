"""Backpass: learn backpropagation one gate at a time."""

from backpass.figures import describe_figures

describe_figures()
