"""Pages of the one door: taking in, the list, one errand, and the rules of where it goes."""
