"""The two processes: the one that runs a student's code, and the one that judges."""
