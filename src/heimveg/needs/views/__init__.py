"""Pages about housing needs."""
