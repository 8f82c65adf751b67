"""What the page of a tenancy shows: each section is one question that one room answers, and one
part that draws the answer. A room adds a line here; who may not ask does not see the section."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.desk.sections import agreeing, owing, remembering, renewing, renting
from heimveg.desk.sections.section import Section, Shown
from heimveg.prevention.permissions import READ_SIGNS
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import (
    AGREE_ON_CRISIS,
    READ_AGREEMENTS,
    READ_RENEWALS,
    READ_RENT,
    READ_TENANCIES,
)

# In the order of the page. Those with `aside` stand in the margin.
SECTIONS: tuple[Section, ...] = (
    Section(READ_TENANCIES, renting.leases, "desk/tenancy/_leases.html"),
    Section(READ_AGREEMENTS, agreeing.agreements, "desk/tenancy/_agreements.html"),
    Section(AGREE_ON_CRISIS, agreeing.crisis, "desk/tenancy/_crisis.html"),
    Section(READ_RENEWALS, renewing.renewal, "desk/tenancy/_renewal.html", aside=True),
    Section(READ_TENANCIES, remembering.history, "desk/tenancy/_history.html", aside=True),
    Section(READ_SIGNS, owing.risk, "desk/tenancy/_risk.html"),
    Section(READ_RENT, owing.rent, "desk/tenancy/_rent.html", aside=True),
)


def sections_of(actor: Actor, tenancy: Tenancy, *, on: date) -> list[Shown]:
    """The sections the actor may see, each with its answer; those without one are left out."""
    asked = (section.ask_for(actor, tenancy, on) for section in SECTIONS)
    return [shown for shown in asked if shown is not None]
