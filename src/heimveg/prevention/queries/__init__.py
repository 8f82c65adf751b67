"""What may be asked about homes at risk."""
