"""What the clock does with tenancies: each module is one errand."""

from heimveg.tenancies.jobs.renewing import open_reviews
from heimveg.tenancies.jobs.rent import charge_this_month, forget_old_bases

__all__ = ["charge_this_month", "forget_old_bases", "open_reviews"]
