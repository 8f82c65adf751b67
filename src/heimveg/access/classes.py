"""How delicate a field is. Every field of every model has exactly one class."""

from dataclasses import dataclass, field
from enum import StrEnum


class FieldClass(StrEnum):
    D0 = "D0"  # open
    D1 = "D1"  # the dwelling: technical, robustness
    D2 = "D2"  # person and dwelling, contact, contract dates
    D3 = "D3"  # housing need, household, decision, waiting
    D4 = "D4"  # health, substance use, violence, crime, diagnosis, free text about the person
    D5 = "D5"  # address protection, threat
    D6 = "D6"  # income, arrears
    D7 = "D7"  # staff-safety signal
    D8 = "D8"  # logs, grants, reviews


ALONE = frozenset({FieldClass.D4, FieldClass.D5, FieldClass.D6})  # live in tables of their own


@dataclass(frozen=True)
class Classified:
    """What a model declares as `classified`: the class of its fields, and when they go.

    `every` holds for all fields but those in `but`. Keys and references to the person follow
    the table. `delete_after_years` counts from the end of the fact; None keeps it for ever
    because the archive law asks for it (reason in docs/privacy.md).
    """

    every: FieldClass
    but: dict[str, FieldClass] = field(default_factory=dict)
    why: str = ""  # the purpose of keeping it, printed in docs/privacy.md
    delete_after_years: int | None = None

    def of(self, name: str) -> FieldClass:
        return self.but.get(name, self.every)
