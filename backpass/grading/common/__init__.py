"""What several wings use."""
