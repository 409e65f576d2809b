"""A learner's notebook while it is worked on: what was passed, what did not run, how to go on."""
