"""Why somebody looks, and which classes of fields that purpose may read."""

from enum import StrEnum

from heimveg.access.classes import FieldClass

D0, D1, D2, D3, D4, D5, D6, D7, D8 = FieldClass


class Purpose(StrEnum):
    CARE_FOLLOWUP = "care_followup"
    HOUSING_ALLOCATION = "housing_allocation"
    TENANCY_PROPERTY = "tenancy_property"
    ECONOMY = "economy"
    STATISTICS = "statistics"
    QUALITY_AUDIT = "quality_audit"
    ADMINISTRATION = "administration"
    APPROVAL = "approval"


READS: dict[Purpose, frozenset[FieldClass]] = {
    Purpose.CARE_FOLLOWUP: frozenset({D0, D1, D2, D3, D4, D7}),
    Purpose.HOUSING_ALLOCATION: frozenset({D0, D1, D2, D3, D6, D7}),
    Purpose.TENANCY_PROPERTY: frozenset({D0, D1, D2, D7}),
    Purpose.ECONOMY: frozenset({D0, D1, D2, D6}),
    Purpose.STATISTICS: frozenset({D0, D1}),
    Purpose.QUALITY_AUDIT: frozenset({D0, D1, D8}),
    Purpose.APPROVAL: frozenset({D0, D1}),  # signs for what another proposes about a home
    Purpose.ADMINISTRATION: frozenset(),  # who decides what others see reads about nobody
}
