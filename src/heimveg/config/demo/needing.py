"""What the invented people need: shaped by the published counts and the seven-group matrix."""

from datetime import date, timedelta
from random import Random
from typing import Any

from heimveg.accounts.models import Unit, User
from heimveg.accounts.rules import UnitKind
from heimveg.config.demo import published
from heimveg.config.demo.names import AREAS
from heimveg.config.demo.rows import Rows
from heimveg.config.demo.town import Town
from heimveg.dwellings.models import Dwelling
from heimveg.needs.models import CareBasis, Income, Need
from heimveg.needs.rules import MATRIX, NeedStatus, UrgencyReason, suggested_urgency
from heimveg.persons.models import Person
from heimveg.persons.rules import Basis

R = UrgencyReason
WHY: dict[str, tuple[UrgencyReason, ...]] = {
    "family or friends": (R.UNSUITABLE_HOME,),
    "temporary accommodation": (R.TEMPORARY_TOO_LONG,),
    "institution leaving within two months": (R.DISCHARGE_WITHOUT_HOME,),
    "prison leaving within two months": (R.DISCHARGE_WITHOUT_HOME,),
    "emergency overnight": (R.NOWHERE_TO_SLEEP,),
    "no place to sleep": (R.NOWHERE_TO_SLEEP,),
    "crisis centre": (R.VIOLENCE,),
    "asylum reception": (R.LOSES_HOME,),
    "ready to move on": (R.READY_TO_MOVE_ON,),
}
WORDS = (
    "Eg vil bu for meg sjølv, helst med litt utsikt.",
    "Ikkje for langt frå bussen.",
    "Eg treng ro om natta.",
    "Eg vil ha hunden med meg.",
    "Gjerne nær syster mi.",
    "Ein stad der eg kan få besøk av ungane.",
    "",
)
# How many of a recommended kind the matrix counts in a group (18 more are round the clock,
# ordinary neighbourhood, without a group of their own). Source: the matrix's first line.
GROUP_OF = {
    "ordinary": 1,
    "ordinary with more acceptance": 2,
    "small house screened": 3,
    "base part of the day in ordinary neighbourhood": 4,
    "base part of the day screened": 5,
    "base round the clock screened": 6,
}
RECOMMENDED: dict[str, dict[str, Any]] = {
    "ordinary": {"kinds": ["ordinary", "housing_first"], "locations": ["ordinary"]},
    "ordinary with more acceptance": {
        "kinds": ["ordinary", "housing_first"],
        "locations": ["ordinary"],
    },
    "small house screened": {"kinds": ["small_house"], "locations": ["screened"]},
    "co-located without base": {"kinds": ["shared", "rehabilitation"], "locations": ["ordinary"]},
    "base part of the day in ordinary neighbourhood": {
        "kinds": ["shared", "rehabilitation"],
        "locations": ["ordinary"],
        "staffed_at_least": "day",
    },
    "base part of the day screened": {
        "kinds": ["shared"],
        "locations": ["screened"],
        "staffed_at_least": "day",
    },
    "base round the clock in ordinary neighbourhood": {
        "kinds": ["shared", "rehabilitation"],
        "locations": ["ordinary"],
        "staffed_at_least": "evening",
    },
    "base round the clock screened": {
        "kinds": ["specialised"],
        "locations": ["screened"],
        "staffed_at_least": "round_the_clock",
    },
}


def add_need(  # noqa: PLR0913  # who, where, since when, why
    town: Town,
    rows: Rows,
    person: Person,
    unit: Unit,
    *,
    opened: date,
    situation: str,
    worker: User,
    lives_in: Dwelling | None = None,
) -> Need:
    """An open need at the housing office, with the office's relation to the person."""
    rng = rows.rng
    recommended = "ordinary" if lives_in else published.draw("recommended_dwelling", rng)
    characteristic = published.draw("primary_characteristic", rng)
    reasons = WHY.get(situation, (R.UNSUITABLE_HOME,))
    has_children = rng.random() < 0.08 and not lives_in
    reasons = (*reasons, R.CHILDREN) if has_children else reasons
    group = _group(recommended, characteristic, rng)
    need = rows.add(
        Need(
            person=person,
            unit=town.unit(UnitKind.HOUSING),
            opened_on=opened,
            status=NeedStatus.WAITING,
            urgency=suggested_urgency(frozenset(reasons)),
            urgency_reasons=[str(r) for r in reasons],
            household_size=rng.randrange(2, 5) if has_children else 1,
            in_own_words=rng.choice(WORDS),
            counts_in_environment=characteristic in ("ROP", "substance use"),
            funding_groups=_funding_groups(characteristic),
            robustness_need=None if group is None else min(group // 2 + 1, 4),
            **requirements(recommended, group),
            **_rooms_and_access(rng, has_children),
            **_wishes(rng),
        )
    )
    if rng.random() < 0.05:
        need.status, need.parked_until = (
            NeedStatus.PARKED,
            rows.today + timedelta(days=rng.randrange(5, 90)),
        )
    if unit.kind != UnitKind.HOUSING:
        rows.relation(
            person, town.unit(UnitKind.HOUSING), on=opened, basis=Basis.NEED, worker=None
        )
    if group is not None or characteristic in ("ROP", "substance use", "mental illness"):
        rows.add(
            CareBasis(
                need=need,
                person=person,
                group=group,
                characteristic=_CHARACTERISTICS[characteristic],
                confirmed_by=worker,
                confirmed_on=opened + timedelta(days=3),
                text="Vurdert saman med søkjaren i heimen til ein kontakt.",
            )
        )
    rows.add(Income(person=person, nok_year=rng.randrange(150, 380) * 1000, known_on=opened))
    return need


_CHARACTERISTICS = {
    "other": "other",
    "ROP": "rop",
    "mental illness": "mental_illness",
    "somatic": "somatic",
    "substance use": "substance_use",
    "intellectual disability": "disability",
    "refugee": "refugee",
}


def _group(recommended: str, characteristic: str, rng: Random) -> int | None:
    """A group where the matrix would count the household; by the published shares."""
    group = GROUP_OF.get(recommended)
    if group is None or characteristic not in ("ROP", "substance use", "mental illness"):
        return None
    share = (
        published.matrix_counts()[group] / published.counts("recommended_dwelling")[recommended]
    )
    return group if rng.random() < min(share * 2, 1.0) else None


def requirements(recommended: str, group: int | None) -> dict[str, Any]:
    required = {"staffed_at_least": "none", **RECOMMENDED[recommended]}
    return required | {"standard_at_least": MATRIX[group].standard if group else "ordinary"}


def _rooms_and_access(rng: Random, has_children: bool) -> dict[str, Any]:
    least = 3 if has_children else 1
    wheelchair = rng.random() < 0.02
    return {
        "rooms_at_least": least if rng.random() < 0.8 else None,
        "rooms_at_most": least + 2 if rng.random() < 0.3 else None,
        "needs_wheelchair": wheelchair,
        "needs_step_free": wheelchair or rng.random() < 0.08,
        "has_pets": rng.random() < 0.1,
        "areas_not": [rng.choice(AREAS)] if rng.random() < 0.12 else [],
        "rent_nok_at_most": rng.choice((8000, 9500, 11000)) if rng.random() < 0.3 else None,
    }


def _wishes(rng: Random) -> dict[str, Any]:
    return {
        "wished_areas": rng.sample(AREAS, rng.randrange(0, 3)),
        "wished_kinds": ["ordinary"] if rng.random() < 0.3 else [],
        "wished_rooms": rng.choice((None, 2, 2, 3)),
    }


def _funding_groups(characteristic: str) -> list[str]:
    return {
        "ROP": ["rop", "substance_use", "mental_illness"],
        "substance use": ["substance_use"],
        "mental illness": ["mental_illness"],
        "refugee": ["refugee"],
        "intellectual disability": ["disability"],
    }.get(characteristic, [])
