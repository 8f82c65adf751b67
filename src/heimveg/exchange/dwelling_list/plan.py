"""What a dwelling list makes of the register: compared row by row, nothing saved yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Model

from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse, Property, RentPart
from heimveg.dwellings.rules import RentPartKind, Sizes, built_form, doubt_key, doubts_about
from heimveg.exchange.columns.rows import Row, Sheet, Tell, silent
from heimveg.exchange.dwelling_list.checks import check_grants, check_rows
from heimveg.exchange.dwelling_list.dated_columns import OUT, TIE
from heimveg.exchange.findings import Outcome
from heimveg.exchange.rules import Level
from heimveg.values import Period

Fact: TypeAlias = FundingTie | OutOfUse
DIRECT = (
    "address", "postal_code", "postal_place", "area", "unit_number", "kind", "standard", "tenure",
    "bedrooms", "usable_area_m2", "floor", "is_step_free", "is_wheelchair_accessible",
    "allows_pets", "is_shared", "can_be_bought", "fdvu_id", "kobo_id", "extra_reference",
    "started_on", "ended_on",
)  # fmt: skip
RENT = {f"rent_{kind}": kind for kind in RentPartKind}
WANTED = ("kind", "bedrooms", "usable_area_m2", "rent_rent")  # without them it is incomplete
DOUBT_FIELDS = {"rent_nok_month": "rent_rent"}


@dataclass(slots=True)
class Register:
    """What the register holds about the dwellings of a file. Keys fold letter case."""

    dwellings: dict[str, Dwelling]
    rents: dict[int, dict[str, RentPart]]
    ties: dict[int, list[FundingTie]]
    outs: dict[int, list[OutOfUse]]
    estates: dict[str, Property]
    clusters: dict[str, Cluster]

    @classmethod
    def of(cls, numbers: list[str], *, lock: bool) -> "Register":
        """Seven queries, whatever the number of rows. `lock` keeps the homes until the end."""
        rows = Dwelling.objects.filter(object_number__in=numbers).order_by("pk")
        rows = rows.select_related("estate", "cluster")
        found = list(rows.select_for_update(of=("self",)) if lock else rows)
        ids = [home.pk for home in found]
        rents: dict[int, dict[str, RentPart]] = defaultdict(dict)
        for part in RentPart.objects.filter(dwelling__in=ids):
            rents[part.dwelling_id][part.kind] = part
        return cls(
            {home.object_number: home for home in found},
            rents,
            _by_dwelling(FundingTie.objects.filter(dwelling__in=ids).order_by("started_on")),
            _by_dwelling(OutOfUse.objects.filter(dwelling__in=ids).order_by("started_on")),
            {estate.name.casefold(): estate for estate in Property.objects.all()},
            {cluster.name.casefold(): cluster for cluster in Cluster.objects.all()},
        )


def _by_dwelling(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.dwelling_id].append(row)
    return found


@dataclass(slots=True)
class DwellingPlan:
    """New rows unsaved, changed rows with their new values set and the names of these."""

    sheet: Sheet
    outcome: Outcome
    register: Register
    manager_id: int  # the unit that manages new properties
    knows_kinds: bool
    on: date
    new: list[Dwelling] = field(default_factory=list)
    new_estates: list[Property] = field(default_factory=list)
    new_clusters: list[Cluster] = field(default_factory=list)
    touched: dict[Model, set[str]] = field(default_factory=dict)
    fresh: list[RentPart | FundingTie | OutOfUse] = field(default_factory=list)
    gone: list[RentPart] = field(default_factory=list)

    def place(self, row: Row) -> None:
        """Compare one row with the register, and note what it would change."""
        number = row.values["object_number"]
        home = self.register.dwellings.get(number)
        is_new = home is None
        if home is None:
            home = Dwelling(object_number=number, started_on=self.on)
            self.new.append(home)
        self.outcome.called[row.number] = f"{number} {row.values.get('address', '')}".strip()
        if not self.knows_kinds and "kind" in row.values:
            row.values["kind"] = self._built(row, home, is_new=is_new)
        self._write(row, home, {n: n for n in DIRECT}, is_new=is_new)
        self._shared(row, home, is_new=is_new)
        rent = self._rent(row, home)
        self._dated(row, home, FundingTie, self.register.ties, TIE)
        self._dated(row, home, OutOfUse, self.register.outs, OUT)
        self.outcome.settle(row.number, is_new=is_new)
        if is_new or row.number in self.outcome.changes:
            self._doubts(row, home, rent)
            self._incomplete(row, home, rent)

    def _built(self, row: Row, home: Dwelling, *, is_new: bool) -> str:
        """Who meets only how homes are built writes that, and whom one is for stays; a list that
        says more is told so."""
        said = row.values["kind"]
        form = built_form(said)
        if said != form:
            raw = self.sheet.raw(row.number, "kind")
            self.sheet.find(Level.UNUSUAL, "kind_as_built", row.number, "kind", shown=raw)
        return form if is_new or built_form(home.kind) != form else home.kind

    def _write(self, row: Row, target: Any, names: dict[str, str], *, is_new: bool) -> None:  # noqa: ANN401
        for name, attribute in names.items():
            if name not in row.values:
                continue
            before, after = getattr(target, attribute), row.values[name]
            if before == after:
                continue
            setattr(target, attribute, after)
            if not is_new:
                self.outcome.change(row.number, name, before, after)
                self.touched.setdefault(target, set()).add(attribute)

    def _shared(self, row: Row, home: Dwelling, *, is_new: bool) -> None:
        """Property and cluster by name; one that nobody knows yet is made."""
        for name, known, make in (
            ("estate", self.register.estates, self._new_estate),
            ("cluster", self.register.clusters, self._new_cluster),
        ):
            said = row.values.get(name)
            if said is None:
                continue
            shared = known.get(said.casefold())
            if shared is None:
                known[said.casefold()] = shared = make(said)  # type: ignore[assignment]
                self.outcome.made.setdefault(name, []).append(said)
            before = None if is_new else getattr(home, name)
            self._fill(row, shared)
            if before != shared:
                setattr(home, name, shared)
                if not is_new:
                    self.outcome.change(row.number, name, before and before.name, shared.name)
                    self.touched.setdefault(home, set()).add(name)

    def _new_estate(self, name: str) -> Property:
        self.new_estates.append(Property(name=name, managed_by_id=self.manager_id))
        return self.new_estates[-1]

    def _new_cluster(self, name: str) -> Cluster:
        self.new_clusters.append(Cluster(name=name))
        return self.new_clusters[-1]

    def _fill(self, row: Row, shared: Any) -> None:  # noqa: ANN401  # a property or a cluster
        """What the file says about a new property or cluster; a known one keeps what it has."""
        facts = (
            {"matrikkel": "matrikkel"}
            if isinstance(shared, Property)
            else {"cluster_location": "location", "cluster_staffed": "staffed"}
        )
        for name, attribute in facts.items():
            said = row.values.get(name)
            if said is None or said == getattr(shared, attribute):
                continue
            if shared.pk is None:
                setattr(shared, attribute, said)
            else:
                self.sheet.find(
                    Level.UNUSUAL, "kept_in_register", row.number, name,
                    shown=self.sheet.raw(row.number, name), name=shared.name,
                )  # fmt: skip

    def _rent(self, row: Row, home: Dwelling) -> int | None:
        """The rent a month after the row, in øre; None where nothing is known."""
        parts = dict(self.register.rents.get(home.pk, {})) if home.pk else {}
        for name, kind in RENT.items():
            if name not in row.values:
                continue
            ore, known = row.values[name], parts.get(kind)
            if known is None and ore:
                parts[kind] = RentPart(dwelling=home, kind=kind, ore_month=ore)
                self.fresh.append(parts[kind])
                self._note(row, home, name, None, ore)
            elif known is not None and ore != known.ore_month:
                self._note(row, home, name, known.ore_month, ore)
                known.ore_month = ore
                if ore:
                    self.touched.setdefault(known, set()).add("ore_month")
                else:
                    self.gone.append(parts.pop(kind))
        return sum(part.ore_month for part in parts.values()) if parts else None

    def _note(self, row: Row, home: Dwelling, name: str, before: object, after: object) -> None:
        if home.pk:
            self.outcome.change(row.number, name, before, after)

    def _dated(
        self,
        row: Row,
        home: Dwelling,
        model: type[Fact],
        known: dict[int, list[Any]],
        names: dict[str, str],
    ) -> None:
        """A funding tie, or a time out of use: the one meant is changed, else one begins."""
        leader, start = next(iter(names)), next(n for n, a in names.items() if a == "started_on")
        if leader not in row.values:
            return
        others = list(known.get(home.pk, [])) if home.pk else []
        begins = row.values.get(start)
        fact = self._meant(others, begins, row.values.get("grant_until"))
        if fact is None:
            fact = model(dwelling=home, started_on=begins or self.on)
            self._write(row, fact, names, is_new=True)
            self.fresh.append(fact)
            for name in [n for n in names if n in row.values]:
                self._note(row, home, name, None, row.values[name])
        else:
            others.remove(fact)
            self._write(row, fact, names, is_new=False)
        self._check_period(row, fact, others, leader, start)

    def _meant(self, known: list[Fact], begins: date | None, ends: date | None) -> Fact | None:
        """The one that runs, else one with the same first or last day: an old list read again
        after a grant has run out still says nothing new."""
        return next(
            (f for f in known if f.period.holds(self.on)),
            next(
                (f for f in known if f.started_on == begins or (ends and f.ended_on == ends)), None
            ),
        )

    def _check_period(
        self, row: Row, fact: Fact, others: list[Fact], leader: str, start: str
    ) -> None:
        where = start if start in row.values else leader
        if fact.ended_on is not None and fact.ended_on < fact.started_on:
            self.sheet.invalid("ended_before_today", row, where)
        elif any(fact.period.overlaps(Period(o.started_on, o.ended_on)) for o in others):
            self.sheet.invalid(f"{leader}_overlaps", row, where)

    def _doubts(self, row: Row, home: Dwelling, rent: int | None) -> None:
        """What is unusual and was not confirmed before; kept with the home as confirmed."""
        sizes = Sizes(home.bedrooms, home.usable_area_m2, rent, home.floor)
        fresh = [d for d in doubts_about(sizes) if doubt_key(d) not in home.confirmed_doubts]
        for doubt in fresh:
            name = DOUBT_FIELDS.get(doubt.field, doubt.field)
            self.sheet.find(Level.UNUSUAL, doubt.code, row.number, name, shown=doubt.detail)
        if fresh:
            keys = {doubt_key(doubt) for doubt in fresh}
            home.confirmed_doubts = sorted({*home.confirmed_doubts, *keys})
            if home.pk:
                self.touched.setdefault(home, set()).add("confirmed_doubts")

    def _incomplete(self, row: Row, home: Dwelling, rent: int | None) -> None:
        lacking = {
            "kind": not home.pk and "kind" not in row.values,
            "bedrooms": home.bedrooms is None,
            "usable_area_m2": home.usable_area_m2 is None,
            "rent_rent": rent is None,
        }
        for name in WANTED:
            if lacking[name] and name in self.sheet.headings.columns:
                self.sheet.find(Level.INCOMPLETE, "not_filled_in", row.number, name)


def leave_ties_alone(sheet: Sheet) -> None:
    """Who may not know what a grant is for neither writes it nor compares a list with it."""
    for name in [name for name in TIE if name in sheet.headings.columns]:
        sheet.find(Level.INCOMPLETE, "grant_left_alone", sheet.headings.row, name)
        for row in sheet.rows:
            row.values.pop(name, None)


def dwelling_plan(
    sheet: Sheet, *, manager_id: int, knows_kinds: bool, on: date, lock: bool = False,
    tell: Tell = silent,
) -> DwellingPlan:  # fmt: skip
    """Check the rows among themselves and against the register. With `lock` nobody else changes
    these homes before the transaction ends."""
    check_rows(sheet)
    check_grants(sheet, on=on)
    numbers = [row.values["object_number"] for row in sheet.rows if "object_number" in row.values]
    plan = DwellingPlan(
        sheet, Outcome(), Register.of(numbers, lock=lock), manager_id, knows_kinds, on
    )
    for done, row in enumerate(sheet.rows, start=1):
        if row.is_whole:
            plan.place(row)
        tell(done, len(sheet.rows))
    for name in WANTED:
        if name not in sheet.headings.columns and not (
            name == "bedrooms" and "rooms" in sheet.headings.columns
        ):
            sheet.find(Level.INCOMPLETE, "no_such_column", sheet.headings.row, name)
    return plan
