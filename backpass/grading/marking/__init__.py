"""From one submission to its marks."""
