"""What other rooms may ask about allocation."""
