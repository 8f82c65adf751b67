"""Pages about homes at risk."""
