"""Pages about where people live, and the count of those without a home."""
