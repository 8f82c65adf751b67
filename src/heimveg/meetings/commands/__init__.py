"""What can be done about meetings: the series, the agenda, the sitting, and what comes of it."""
