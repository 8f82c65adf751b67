"""Why: of each assignment, of who is left without, and of what one more home would do."""
