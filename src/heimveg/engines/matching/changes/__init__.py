"""A solved problem kept solved while a committee changes it."""
