"""What an author of the course runs: tidy, release, export."""
