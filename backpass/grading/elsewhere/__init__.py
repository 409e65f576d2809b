"""Judge a single notebook, for Gradescope or any system that can start a program."""
