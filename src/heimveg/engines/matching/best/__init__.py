"""The best plan without limits: who may have which home, and the search with its proof."""
