"""Quizzes and guesses: their sealed replies, and answers as people type them."""
