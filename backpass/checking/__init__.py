"""What stands behind the visible check: it judges an exercise, and draws where an answer parts."""
