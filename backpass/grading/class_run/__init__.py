"""From a class's submissions to the gradebook."""
