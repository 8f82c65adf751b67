"""What a run comes to: figures with intervals, costs, and what one scenario changes."""
