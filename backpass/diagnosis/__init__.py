"""Which mistake a wrong result looks like, found from its numbers alone."""
