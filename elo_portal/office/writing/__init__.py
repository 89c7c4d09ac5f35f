"""Writing together: every save is a revision, and of two texts neither is lost."""
