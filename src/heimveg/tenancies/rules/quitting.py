"""Notice to quit (oppsigelse): its form, and the days that follow. Pure.

Source: husleieloven §§ 9-6 to 9-8, as dated rows in data/tenancy_law.csv.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.tenancies.rules.law import Law, end_of_month, months_after


class GivenBy(StrEnum):
    TENANT = "tenant"
    LANDLORD = "landlord"


class QuitGround(StrEnum):
    """Why the landlord gives notice, as the law's classes."""

    NONE = ""
    OWN_USE = "own_use"
    BUILDING = "building"
    BREACH = "breach"
    OTHER = "other"


class Lacks(StrEnum):
    WRITING = "writing"
    GROUND = "ground"
    PROTEST = "protest"
    CONSEQUENCE = "consequence"


@dataclass(frozen=True, slots=True)
class QuitForm:
    """What the notice says. Only the landlord's has to say why, and how to protest."""

    given_by: GivenBy
    is_written: bool
    ground: QuitGround = QuitGround.NONE
    tells_of_protest: bool = False
    tells_of_consequence: bool = False


def what_lacks(form: QuitForm) -> list[Lacks]:
    """What makes the landlord's notice void (§ 9-7). The tenant's own has no such form."""
    if form.given_by is GivenBy.TENANT:
        return []
    asked = [
        (form.is_written, Lacks.WRITING),
        (form.ground is not QuitGround.NONE, Lacks.GROUND),
        (form.tells_of_protest, Lacks.PROTEST),
        (form.tells_of_consequence, Lacks.CONSEQUENCE),
    ]
    return [lack for holds, lack in asked if not holds]


@dataclass(frozen=True, slots=True)
class QuitDays:
    """`out_on` is the first day without. The last two only for the landlord's notice."""

    out_on: date
    protest_by: date | None
    sue_by: date | None


def quit_days(form: QuitForm, law: Law, *, given_on: date, is_single_room: bool) -> QuitDays:
    row = "notice_period_room" if is_single_room else "notice_period"
    out = end_of_month(months_after(given_on, law[row].number))
    if form.given_by is GivenBy.TENANT:
        return QuitDays(out, None, None)
    protest = months_after(given_on, law["notice_form"].number)
    return QuitDays(out, protest, months_after(protest, law["protest"].number))
