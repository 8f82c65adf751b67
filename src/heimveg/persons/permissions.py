"""What can be allowed about people."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

CASEWORK = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP})
CASEWORKERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})

READ_PERSON = Permission(
    "persons.read",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D2,
    _("Open a person's page"),
)
REGISTER_PERSON = Permission(
    "persons.register",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D2,
    _("Register a person"),
)
CHANGE_PERSON = Permission(
    "persons.change",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D2,
    _("Correct a person's particulars"),
)
CHANGE_HOUSEHOLD = Permission(
    "persons.change_household",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Keep a household up to date"),
)
MERGE_PERSONS = Permission(
    "persons.merge",
    CASEWORK,
    frozenset({Role.COORDINATOR, Role.ALLOCATOR, Role.CARE_WORKER}),  # the last: whom they met
    FieldClass.D3,
    _("Merge two records of one person, and undo it"),
)
RECORD_CONSENT = Permission(
    "persons.record_consent",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D2,
    _("Record and withdraw a consent"),
)
CHANGE_CASE = Permission(
    "persons.change_case",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Open and close a case"),
)
NAME_WORKER = Permission(
    "persons.name_worker",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D2,
    _("Name the worker of a person, and a stand-in"),
)
PROTECT_ADDRESS = Permission(
    "persons.protect_address",
    CASEWORK,
    frozenset({Role.COORDINATOR, Role.ALLOCATOR}),
    FieldClass.D2,
    _("Mark and unmark address protection"),
    asks_again=True,
)
END_UNIT = Permission(
    "persons.end_unit",
    CASEWORK | {Purpose.STATISTICS},
    frozenset({Role.COORDINATOR, Role.LEADER}),
    FieldClass.D0,
    _("End a unit, and say which unit takes over its people"),
)
