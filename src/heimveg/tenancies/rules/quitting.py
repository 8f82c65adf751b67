"""Notice to quit (oppsigelse): its form, and the days that follow. Pure.

Source: husleieloven §§ 9-6 to 9-8, as dated rows in data/tenancy_law.csv.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.tenancies.rules.ending import Ending
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


class ProtestHow(StrEnum):
    """How the tenant's protest came. Only a written one counts (§ 9-8)."""

    LETTER = "letter"
    HANDED = "handed"
    EMAIL = "email"


class QuitStanding(StrEnum):
    """How the landlord's notice stands on a day."""

    RUNS = "runs"
    PROTESTED = "protested"  # in time, and nobody has gone to court yet
    IN_COURT = "in_court"
    UPHELD = "upheld"  # the court has said that it holds
    SET_ASIDE = "set_aside"  # the court has said that it does not
    LAPSED = "lapsed"  # protested in time, and nobody went to court
    WITHDRAWN = "withdrawn"


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


def is_in_time(received_on: date, protest_by: date | None) -> bool:
    """A protest that comes on the last day counts."""
    return protest_by is not None and received_on <= protest_by


def standing_after_protest(
    received_on: date, *, protest_by: date | None, sue_by: date | None, sued_on: date | None,
    on: date, is_upheld: bool | None = None,
) -> QuitStanding:  # fmt: skip
    """What a protest makes of the landlord's notice, by the day alone (§ 9-8): nobody has to
    write that it lapsed. `is_upheld` is what the court said, None before it has."""
    if not is_in_time(received_on, protest_by) or sue_by is None:
        return QuitStanding.RUNS
    if sued_on is not None and sued_on <= sue_by:
        ruled = QuitStanding.UPHELD if is_upheld else QuitStanding.SET_ASIDE
        return QuitStanding.IN_COURT if is_upheld is None else ruled
    return QuitStanding.PROTESTED if on <= sue_by else QuitStanding.LAPSED


# Ends that are nobody's choice but the landlord's, or say nothing of whose: not past a protest.
NOT_PAST_A_PROTEST = frozenset({Ending.LANDLORD_NOTICE, Ending.RAN_OUT, Ending.UNKNOWN})
