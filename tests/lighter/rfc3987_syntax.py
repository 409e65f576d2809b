"""Stands before the module of this name, on the ``PYTHONPATH`` of every process that a test starts.

Importing the real one takes two seconds. jsonschema asks for it to check addresses that notebooks
do not hold, and does without it where it is not there, as `backpass` itself does.
"""

raise ImportError("tests do without it")
