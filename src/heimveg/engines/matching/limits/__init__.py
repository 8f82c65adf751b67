"""The best plan within limits on chains, rings and housing environments, or a true bound."""
