"""What the page of a tenancy shows. Each template gets `section`, `tenancy` and `may`."""

from heimveg.desk.section import Section
from heimveg.desk.tenancy import agreeing, owing, remembering, renewing, renting
from heimveg.prevention.permissions import READ_SIGNS
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import (
    AGREE_ON_CRISIS,
    READ_AGREEMENTS,
    READ_RENEWALS,
    READ_RENT,
    READ_TENANCIES,
)

# In the order of the page.
SECTIONS: tuple[Section[Tenancy], ...] = (
    Section(READ_TENANCIES, renting.leases, "desk/tenancy/_leases.html"),
    Section(READ_AGREEMENTS, agreeing.agreements, "desk/tenancy/_agreements.html"),
    Section(AGREE_ON_CRISIS, agreeing.crisis, "desk/tenancy/_crisis.html"),
    Section(READ_RENEWALS, renewing.renewal, "desk/tenancy/_renewal.html", aside=True),
    Section(READ_TENANCIES, remembering.history, "desk/tenancy/_history.html", aside=True),
    Section(READ_SIGNS, owing.risk, "desk/tenancy/_risk.html"),
    Section(READ_RENT, owing.rent, "desk/tenancy/_rent.html", aside=True),
)
