"""Find answers that compute a gradient by differences or by a library, and do not derive it."""
