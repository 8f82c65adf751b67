"""The positions people hold, and for which purposes. Declared here once.

The filter of rows, the policies of the database and docs/permissions.md are made from it.
"""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.purposes import READS, Purpose


class Role(models.TextChoices):
    ALLOCATOR = "allocator", _("allocation officer")
    CASEWORKER = "caseworker", _("caseworker")
    CARE_WORKER = "care_worker", _("care worker")
    PROPERTY = "property", _("property manager")
    CARETAKER = "caretaker", _("caretaker")
    COORDINATOR = "coordinator", _("coordinator")
    ECONOMY = "economy", _("economy officer")
    LEADER = "leader", _("leader")
    AUDITOR = "auditor", _("privacy officer")
    ADMINISTRATOR = "administrator", _("user administrator")


PURPOSES: dict[Role, frozenset[Purpose]] = {
    Role.ALLOCATOR: frozenset({Purpose.HOUSING_ALLOCATION}),
    Role.CASEWORKER: frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP}),
    Role.CARE_WORKER: frozenset({Purpose.CARE_FOLLOWUP}),
    Role.PROPERTY: frozenset({Purpose.TENANCY_PROPERTY}),
    Role.CARETAKER: frozenset({Purpose.TENANCY_PROPERTY}),
    Role.COORDINATOR: frozenset({Purpose.CARE_FOLLOWUP, Purpose.HOUSING_ALLOCATION}),
    Role.ECONOMY: frozenset({Purpose.ECONOMY}),
    Role.LEADER: frozenset({Purpose.STATISTICS, Purpose.ADMINISTRATION, Purpose.APPROVAL}),
    Role.AUDITOR: frozenset({Purpose.QUALITY_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Purpose.ADMINISTRATION}),
}

# Positions that work with homes and people: all but the one that keeps the others' access.
WORKERS = frozenset(Role) - {Role.ADMINISTRATOR}

# Positions that nobody can give alone: they read the logs, or approve what others give.
DELICATE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.LEADER})

# A purpose that a role has only for people whose named worker or stand-in it is.
OWN_PEOPLE_ONLY = frozenset({(Role.CASEWORKER, Purpose.CARE_FOLLOWUP)})


def sight() -> Iterator[tuple[Role, FieldClass, bool]]:
    """Every (role, class it reads, whether for own people only), sorted."""
    for role, purposes in PURPOSES.items():
        everyone = {c for p in purposes if (role, p) not in OWN_PEOPLE_ONLY for c in READS[p]}
        own = {c for p in purposes for c in READS[p]} - everyone
        yield from ((role, c, False) for c in sorted(everyone))
        yield from ((role, c, True) for c in sorted(own))
