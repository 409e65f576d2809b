"""Modules that more than one of the other packages use."""
