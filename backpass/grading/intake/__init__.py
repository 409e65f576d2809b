"""From a stranger's file to a notebook that may be run."""
