"""Find submissions that are more alike than chance explains."""
