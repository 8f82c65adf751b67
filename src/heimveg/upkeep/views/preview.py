"""What a new version of the standard would change: every home, by criterion, with the cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models import Standard
from heimveg.upkeep.permissions import ADOPT_STANDARD
from heimveg.upkeep.queries import effect_of_standard
from heimveg.upkeep.queries.adopting import Adopted
from heimveg.upkeep.queries.condition import Changed, criteria_of
from heimveg.values import Money


@dataclass(frozen=True, slots=True)
class Fallen:
    """The homes that one criterion would put below, each with what lifting it costs."""

    text: str
    homes: list[tuple[Dwelling, str]]
    lift: str  # empty: not known for any
    is_whole: bool  # the cost is known for all


@dataclass(frozen=True, slots=True)
class Lifted:
    home: Dwelling
    why: str


def preview_of(request: ActorRequest, adopted: Sequence[Adopted]) -> dict[str, object]:
    today = clock.today()
    changed = effect_of_standard(
        request.actor, ADOPT_STANDARD, [a.measured for a in adopted], on=today
    )
    before = criteria_of(Standard.objects.in_force_on(today))
    texts = {c.code: c.text for c in before} | {a.code: a.text for a in adopted}
    effect, homes = changed.effect, changed.homes
    return {
        "effect": effect,
        "fall": [f for a in adopted if (f := _fallen(a, texts, changed)) is not None],
        "lifted": [
            Lifted(homes[pk], _listed(codes, texts))
            for pk, codes in effect.lifts.items()
            if pk in homes
        ],
    }


def _shown(ore: int) -> str:
    return str(Money(ore)) if ore else ""


def _listed(codes: Sequence[str], texts: Mapping[str, str]) -> str:
    return ", ".join(texts.get(code, code) for code in codes)


def _fallen(adopted: Adopted, texts: Mapping[str, str], changed: Changed) -> Fallen | None:
    found = [
        (changed.homes[pk], changed.costs.get((pk, adopted.code)) or adopted.lift_ore)
        for pk, codes in changed.effect.falls.items()
        if adopted.code in codes and pk in changed.homes
    ]
    if not found:
        return None
    return Fallen(
        texts[adopted.code],
        [(home, _shown(ore)) for home, ore in found],
        _shown(sum(ore for _home, ore in found)),
        is_whole=all(ore for _home, ore in found),
    )
