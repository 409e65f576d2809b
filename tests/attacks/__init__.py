"""Attacks on the grader, a file for each family; every one must come to nothing."""
