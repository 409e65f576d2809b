"""The pages that go back to students."""
