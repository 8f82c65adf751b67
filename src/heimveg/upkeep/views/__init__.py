"""The pages of upkeep: turnovers, inspections, work, and the standard."""
