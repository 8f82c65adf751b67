"""What may be asked about meetings."""
