"""Answers that difference, or let something else differentiate, in place of deriving a gradient."""
