"""What can be done to keep homes. Each function is one use case, whole or not at all."""
