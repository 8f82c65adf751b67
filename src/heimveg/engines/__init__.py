"""Pure computation: matching, flow, economy. No Django, no clock, no database."""
