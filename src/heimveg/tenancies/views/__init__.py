"""Pages about tenancies, agreements and renewal."""
