"""The shape of what is written about where somebody lives, and of a week to count."""
