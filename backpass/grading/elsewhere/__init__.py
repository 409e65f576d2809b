"""One notebook judged by itself, for Gradescope and whatever else calls a program."""
