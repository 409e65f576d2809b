"""Learning management systems: their rosters, downloads and marks, in and out."""
