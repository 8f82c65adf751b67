"""Which homes are below the standard, in what, and what lifting them costs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from heimveg.access.gate import Actor, Permission
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models import (
    Criterion,
    HomeCondition,
    Standard,
    Turnover,
    Waiver,
    WaiverAsk,
    kept_by,
)
from heimveg.upkeep.rules import Effect, Known, Measured, Verdict, effect_of, verdict


@dataclass(frozen=True, slots=True)
class Below:
    """A home below the standard. `lift_ore` is a sum over what is known; `is_whole` when the
    cost of every criterion is."""

    home: Dwelling
    criteria: list[Criterion] = field(default_factory=list)
    lift_ore: int = 0
    is_whole: bool = True


def _is_below(criteria: Iterable[Criterion]) -> Q:
    """The condition on HomeCondition; the same as rules.verdict. Nothing: a false one."""
    wanted = Q(pk__in=[])
    for criterion in criteria:
        if criterion.is_required:
            low = Q(answer="yes", measure__lt=criterion.minimum) if criterion.minimum else Q()
            wanted |= Q(code=criterion.code) & (Q(answer="no") | low if low else Q(answer="no"))
    return wanted


def criteria_of(standard: Standard | None) -> list[Criterion]:
    return [] if standard is None else list(standard.criteria.order_by("place", "pk"))


def below_standard(
    actor: Actor, permission: Permission, criteria: Sequence[Criterion], *, code: str, on: date
) -> QuerySet[Dwelling]:
    """Homes in the register that are below, by address; `code`: in that criterion."""
    chosen = [c for c in criteria if code in ("", c.code)]
    low = HomeCondition.objects.filter(_is_below(chosen)).values("dwelling")
    homes = Dwelling.objects.running_on(on).filter(kept_by(actor, permission), pk__in=low)
    return homes.in_order()


def with_costs(homes: Iterable[Dwelling], criteria: Sequence[Criterion]) -> list[Below]:
    """What each lacks, and what lifting it costs. One query."""
    by_code = {c.code: c for c in criteria}
    found = {home.pk: Below(home) for home in homes}
    rows: dict[int, list[HomeCondition]] = defaultdict(list)
    for row in HomeCondition.objects.filter(_is_below(criteria), dwelling__in=found):
        rows[row.dwelling_id].append(row)
    return [_priced(below, rows[pk], by_code) for pk, below in found.items()]


def _priced(below: Below, rows: list[HomeCondition], by_code: dict[str, Criterion]) -> Below:
    rows.sort(key=lambda row: by_code[row.code].place)
    costs = [row.cost_ore or by_code[row.code].lift_ore for row in rows]
    return Below(below.home, [by_code[r.code] for r in rows], sum(costs), is_whole=all(costs))


def counts_below(
    actor: Actor, permission: Permission, criteria: Sequence[Criterion], *, on: date
) -> dict[str, tuple[int, int]]:
    """Code → how many homes are below in it, and what lifting them costs in øre. One query."""
    homes = Dwelling.objects.running_on(on).filter(kept_by(actor, permission))
    low = HomeCondition.objects.filter(_is_below(criteria), dwelling__in=homes.values("pk"))
    usual = {c.code: c.lift_ore for c in criteria}
    found: dict[str, tuple[int, int]] = {}
    for code, cost in low.values_list("code", "cost_ore"):
        count, ore = found.get(code, (0, 0))
        found[code] = (count + 1, ore + (cost or usual[code]))
    return found


@dataclass(frozen=True, slots=True)
class Changed:
    """What a new version would change. `costs`: (home, code) → what lifting it costs in øre, where
    that was seen."""

    effect: Effect
    homes: dict[int, Dwelling]
    costs: dict[tuple[int, str], int]


def effect_of_standard(
    actor: Actor, permission: Permission, after: Sequence[Measured], *, on: date
) -> Changed:
    """What `after` would change for the homes the actor keeps, beside the version before it.
    Four queries."""
    before = [c.measured for c in criteria_of(Standard.objects.newest())]
    homes = Dwelling.objects.running_on(on).filter(kept_by(actor, permission))
    codes = {c.code for c in [*before, *after]}
    seen: dict[int, dict[str, Known]] = defaultdict(dict)
    costs: dict[tuple[int, str], int] = {}
    rows = HomeCondition.objects.filter(dwelling__in=homes.values("pk"), code__in=codes)
    for row in rows.iterator(chunk_size=5000):
        seen[row.dwelling_id][row.code] = row.known
        if row.cost_ore:
            costs[row.dwelling_id, row.code] = row.cost_ore
    effect = effect_of(before, after, seen)
    changed = [*effect.would_fall, *effect.would_be_lifted]
    return Changed(effect, Dwelling.objects.in_bulk(changed), costs)


@dataclass(frozen=True, slots=True)
class Unmet:
    """One criterion that stands between a home and ready."""

    criterion: Criterion
    verdict: Verdict
    known: HomeCondition | None
    waiver: Waiver | None = None
    asked: WaiverAsk | None = None  # the newest, where nobody has signed

    @property
    def is_open(self) -> bool:
        return self.verdict is not Verdict.MET and self.waiver is None


def unmet_in(turnover: Turnover, *, on: date) -> list[Unmet]:
    """Every required criterion in force, with what was seen of it since the tenant left and who
    has signed for doing without. The same question as the database asks (upkeep_unmet)."""
    return unmet_in_each([turnover], on=on)[turnover.pk]


def unmet_in_each(turnovers: Sequence[Turnover], *, on: date) -> dict[int, list[Unmet]]:
    """For each turnover by id. Five queries, however many."""
    standard = Standard.objects.in_force_on(on)
    required = [c for c in criteria_of(standard) if c.is_required]
    homes = {turnover.dwelling_id for turnover in turnovers}
    codes = [c.code for c in required]
    seen = HomeCondition.objects.filter(dwelling__in=homes, code__in=codes)
    known = {(row.dwelling_id, row.code): row for row in seen}
    signed = Waiver.objects.counting().filter(turnover__in=[t.pk for t in turnovers])
    waivers = {(w.turnover_id, w.code): w for w in signed.select_related("signed_by")}
    asks = WaiverAsk.objects.filter(turnover__in=[t.pk for t in turnovers])
    asked = {(a.turnover_id, a.code): a for a in asks.select_related("leader").order_by("pk")}
    return {
        turnover.pk: [
            _unmet(
                criterion,
                known.get((turnover.dwelling_id, criterion.code)),
                waivers.get((turnover.pk, criterion.code)) if criterion.is_waivable else None,
                asked.get((turnover.pk, criterion.code)),
                since=turnover.vacated_on or on,
            )
            for criterion in required
        ]
        for turnover in turnovers
    }


def _unmet(
    criterion: Criterion, row: HomeCondition | None, waiver: Waiver | None,
    asked: WaiverAsk | None, *, since: date,
) -> Unmet:  # fmt: skip
    fresh = row if row is not None and row.seen_on >= since else None
    found = verdict(criterion.measured, fresh.known if fresh else None)
    return Unmet(criterion, found, fresh, waiver, asked)


def criterion_in_force(code: str, *, on: date) -> Criterion:
    """Raises Criterion.DoesNotExist where the standard of the day does not ask for it."""
    return Criterion.objects.get(standard=Standard.objects.in_force_on(on), code=code)


def is_at_standard(turnover: Turnover, *, on: date) -> bool:
    return not any(unmet.is_open for unmet in unmet_in(turnover, on=on))


def below_in_home(home: Dwelling, *, on: date) -> tuple[list[Below], Standard | None]:
    """What one home lacks, as a list of none or one. Three queries."""
    standard = Standard.objects.in_force_on(on)
    found = with_costs([home], criteria_of(standard)) if standard else []
    return [below for below in found if below.criteria], standard
