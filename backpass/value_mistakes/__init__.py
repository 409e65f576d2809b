"""What is wrong with a ``Value``: operation by operation, then where one is used more than once.

Each operation is looked at by itself first. What it gives forward and sends back is held against
what other operations would give, so that a sentence names the operation and what it does instead.
Only where the operations are right by themselves, something is said of how they work together.
"""
