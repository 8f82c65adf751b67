"""What may be asked about tenancies."""

from heimveg.tenancies.queries.listing import (
    LEASE_ENDS_SOON_DAYS,
    Which,
    tenancies_known,
    who_lives_where,
)

__all__ = ["LEASE_ENDS_SOON_DAYS", "Which", "tenancies_known", "who_lives_where"]
