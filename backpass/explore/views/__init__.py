"""The explorations, each in the file that is named after its function."""
