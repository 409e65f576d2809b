"""Work that is more alike than chance makes it."""
