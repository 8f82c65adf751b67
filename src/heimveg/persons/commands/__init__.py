"""What can be done about people, and about who answers for them."""

from heimveg.persons.commands.answering import (
    Named,
    close_case,
    end_unit,
    name_worker,
    open_case,
    stop_contributing,
)
from heimveg.persons.commands.people import (
    ProbablyKnown,
    add_to_household,
    change_person,
    leave_household,
    mark_own_employee,
    protect_address,
    record_consent,
    register_person,
    tell_apart,
    withdraw_consent,
)

__all__ = [
    "Named",
    "ProbablyKnown",
    "add_to_household",
    "change_person",
    "close_case",
    "end_unit",
    "leave_household",
    "mark_own_employee",
    "name_worker",
    "open_case",
    "protect_address",
    "record_consent",
    "register_person",
    "stop_contributing",
    "tell_apart",
    "withdraw_consent",
]
