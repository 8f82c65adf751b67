"""Heimveg: the road home, for municipalities that house and help people with complex needs."""

__version__ = "0.1.0"
