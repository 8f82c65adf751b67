"""What can be done to keep a home. Each function is one use case, whole or not at all."""
