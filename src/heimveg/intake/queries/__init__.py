"""What may be asked about what comes in, and about where it goes."""
