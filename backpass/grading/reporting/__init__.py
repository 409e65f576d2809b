"""What an instructor reads."""
