"""Two versions of the standard, and what is known of each home."""

from datetime import date
from random import Random

from heimveg.config.demo.town import Town
from heimveg.config.demo.upkeep.keeping import Keeping
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models import Criterion, HomeCondition, Standard
from heimveg.upkeep.queries import catalogue
from heimveg.upkeep.rules import Answer

SEEN_SHARE = 0.8  # of homes that have been inspected
NO_SHARE = 0.035  # of answers
LIFT_NOK = {
    "own_bath": 145_000,
    "own_kitchen": 90_000,
    "own_entrance": 25_000,
    "fire_safety": 6_500,
    "heating": 38_000,
    "water_power": 12_000,
    "robust_surfaces": 55_000,
    "storage": 9_000,
    "bed_furniture": 14_000,
    "internet": 4_500,
    "no_pests": 42_000,
}


def adopt(town: Town, day: date, note: str, without: str = "") -> Standard:
    standard = Standard.objects.create(adopted_on=day, note=note, written_by=town.users["eigedom"])
    Criterion.objects.bulk_create(
        Criterion(
            standard=standard,
            place=place,
            code=c.code,
            theme=c.theme,
            text_nb=c.text_nb,
            text_nn=c.text_nn,
            text_en=c.text_en,
            is_required=c.is_required,
            unit=c.unit,
            minimum=c.minimum if c.is_required or c.unit == "cm" else None,
            lift_ore=LIFT_NOK.get(c.code, 0) * 100,
            is_waivable=c.is_waivable,
        )
        for place, c in enumerate(catalogue(on=day), 1)
        if c.code != without and c.theme in ("home", "safety", "access")
    )
    return standard


def conditions(keeping: Keeping) -> list[Dwelling]:
    """What is known of each home. Returns those that have all that is required."""
    rows, whole = [], []
    for home in keeping.town.dwellings:
        if keeping.rng.random() > SEEN_SHARE:
            continue
        seen_on = keeping.days_ago(20, 420)
        answers = [_answer(keeping.rng, criterion) for criterion in keeping.criteria]
        if all(
            answer is Answer.YES or not criterion.is_required
            for answer, criterion in zip(answers, keeping.criteria, strict=True)
        ):
            whole.append(home)
        rows += [
            _condition(keeping.rng, home, criterion, answer, seen_on)
            for answer, criterion in zip(answers, keeping.criteria, strict=True)
        ]
    HomeCondition.objects.bulk_create(rows, batch_size=5000)
    return whole


def _answer(rng: Random, criterion: Criterion) -> Answer:
    share = NO_SHARE if criterion.is_required else 0.3
    return Answer.NO if rng.random() < share else Answer.YES


def _condition(
    rng: Random, home: Dwelling, criterion: Criterion, answer: Answer, seen_on: date
) -> HomeCondition:
    measure = None
    if criterion.unit:
        base = criterion.minimum or 20
        measure = (
            base + rng.randrange(0, 6) if answer is Answer.YES else base - rng.randrange(3, 9)
        )
    is_priced = answer is Answer.NO and rng.random() < 0.6
    cost = round(criterion.lift_ore * rng.uniform(0.6, 1.5), -4) if is_priced else None
    return HomeCondition(
        dwelling=home,
        code=criterion.code,
        answer=answer,
        measure=measure,
        cost_ore=int(cost) if cost else None,
        seen_on=seen_on,
    )
