"""What a scenario is, as its format defines it: read, checked and written."""
