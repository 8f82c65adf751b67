"""What a problem and a proposal are, as the formats define them: read, checked and written."""
