"""What was agreed about a home: the lease in its versions, its signed paper."""

from heimveg.tenancies.models.lease.agreed import MOST_DAYS_AHEAD, Lease
from heimveg.tenancies.models.lease.finding import LeaseQuerySet
from heimveg.tenancies.models.lease.paper import LeasePaper

__all__ = ["MOST_DAYS_AHEAD", "Lease", "LeasePaper", "LeaseQuerySet"]
