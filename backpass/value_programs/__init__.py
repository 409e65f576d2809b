"""Programs by which chapter 7's ``Value`` is judged, each a few lines that a learner could type."""
