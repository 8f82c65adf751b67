"""People, their households, cases and consents, and which unit answers for them.

What access depends on is kept here as small facts; the processes that change them live above.
"""

from heimveg.persons.models.answering import Responsibility
from heimveg.persons.models.cases import Case
from heimveg.persons.models.consents import Consent
from heimveg.persons.models.households import Household, HouseholdMember
from heimveg.persons.models.merges import Merge, NotTwice
from heimveg.persons.models.people import Conflict, Person, Protection

__all__ = [
    "Case",
    "Conflict",
    "Consent",
    "Household",
    "HouseholdMember",
    "Merge",
    "NotTwice",
    "Person",
    "Protection",
    "Responsibility",
]
