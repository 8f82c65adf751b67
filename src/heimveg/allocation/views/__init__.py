"""Pages of rounds and offers."""
