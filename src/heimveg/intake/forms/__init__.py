"""The shape of what comes in, of what is done with it, and of a routing rule."""
