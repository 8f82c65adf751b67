"""What tenancies are decided by. Pure."""

from heimveg.tenancies.rules.ending import NOT_BY_HAND, Ending
from heimveg.tenancies.rules.terms import Term

__all__ = ["NOT_BY_HAND", "Ending", "Term"]
