"""What was asked for, priced, in the format heimveg-costs-result/1: whole øre, sums of records."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from heimveg.engines.economy import ENGINE_VERSION
from heimveg.engines.economy.asked import Asked, AskedCourse, AskedMix
from heimveg.engines.economy.courses import Course, course_cost
from heimveg.engines.economy.mixes import MixCost, mix_cost, mix_sensitivity
from heimveg.engines.economy.prices import Price
from heimveg.engines.economy.records import CostRecord

RESULT_FORMAT = "heimveg-costs-result/1"
ENGINE = f"economy {ENGINE_VERSION}"

Priced = list[tuple[AskedMix, MixCost]]


def document(asked: Asked) -> dict[str, Any]:
    """Every course and mix priced, in the order of the file, and the mixes against each other."""
    courses = [(course, course_cost(course.steps, asked.prices)) for course in asked.courses]
    mixes = [
        (mix, mix_cost(mix.lines, asked.prices, start=mix.start, end=mix.end))
        for mix in asked.mixes
    ]
    records = [record for _, course in courses for record in course.records]
    records += [record for _, mix in mixes for record in mix.records]
    return {
        "format": RESULT_FORMAT,
        "engine": ENGINE,
        "sensitivity_percent": asked.sensitivity_percent,
        "prices": [_price(price) for price in _used(records)],
        "courses": [_course(course, cost) for course, cost in courses],
        "mixes": [_mix(mix, cost, asked) for mix, cost in mixes],
        "differences": list(_differences(mixes)),
    }


def _used(records: Iterable[CostRecord]) -> list[Price]:
    prices = {(r.price.code, r.price.valid_from): r.price for r in records}
    return [prices[key] for key in sorted(prices)]


def _price(price: Price) -> dict[str, Any]:
    return {
        "code": price.code,
        "valid_from": str(price.valid_from),
        "amount_ore": price.amount_ore,
        "per": str(price.per),
        "source": price.source,
        "note": price.note,
    }


def _record(record: CostRecord) -> dict[str, Any]:
    return {
        "subject": record.subject,
        "code": record.price.code,
        "valid_from": str(record.price.valid_from),
        "amount_ore": record.price.amount_ore,
        "per": str(record.price.per),
        "quantity": record.quantity,
        "ore": record.ore,
    }


def _course(course: AskedCourse, cost: Course) -> dict[str, Any]:
    amounts = dict.fromkeys([step.name for step in course.steps], 0) | cost.by_step()
    return {
        "name": course.name,
        "ore": cost.ore,
        "by_step": [{"name": name, "ore": ore} for name, ore in amounts.items()],
        "records": [_record(record) for record in cost.records],
    }


def _mix(mix: AskedMix, cost: MixCost, asked: Asked) -> dict[str, Any]:
    amounts = cost.by_kind()
    swings = mix_sensitivity(
        mix.lines, asked.prices, start=mix.start, end=mix.end, share=asked.share
    )
    return {
        "name": mix.name,
        "start": str(mix.start),
        "end": str(mix.end),
        "ore": cost.ore,
        "by_kind": [
            {"kind": kind, "places": line.places, "ore": amounts.get(kind, 0)}
            for kind, line in sorted(mix.lines.items())
        ],
        "records": [_record(record) for record in cost.records],
        "sensitivity": [
            {"code": swing.code, "low_ore": swing.low_ore, "high_ore": swing.high_ore}
            for swing in swings
        ],
    }


def _differences(mixes: Priced) -> Iterator[dict[str, Any]]:
    """Each mix less the first one of the same stretch."""
    firsts: dict[tuple[date, date], tuple[AskedMix, MixCost]] = {}
    for mix, cost in mixes:
        first, base = firsts.setdefault((mix.start, mix.end), (mix, cost))
        if first is mix:
            continue
        ours, theirs = cost.by_kind(), base.by_kind()
        yield {
            "mix": mix.name,
            "against": first.name,
            "ore": cost.ore - base.ore,
            "by_kind": [
                {"kind": kind, "ore": ours.get(kind, 0) - theirs.get(kind, 0)}
                for kind in sorted({*mix.lines, *first.lines})
            ],
        }
