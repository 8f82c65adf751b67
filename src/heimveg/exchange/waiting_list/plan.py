"""What a waiting list makes of the register: compared row by row, nothing saved yet."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from heimveg.access.gate import Actor
from heimveg.dwellings.models import Cluster, Dwelling
from heimveg.exchange.columns.rows import Row, Sheet, Tell, silent
from heimveg.exchange.findings import Outcome
from heimveg.exchange.rules import Fate, Level, shortened
from heimveg.exchange.waiting_list.checks import check_rows
from heimveg.exchange.waiting_list.known import CLUSTERS, Known
from heimveg.exchange.waiting_list.person_matching import Match, matches
from heimveg.needs.models import Need
from heimveg.needs.rules import Asked, UrgencyReason, doubts_about, missing, suggested_urgency
from heimveg.persons.rules import IdKind, Particulars, national_number
from heimveg.stays.rules import StayKind

PARTICULARS = ("office_reference", "name", "born_on", "phone", "language")
DERIVED = ("counts_in_environment", "funding_groups")
CONTENT = (
    "opened_on", "urgency", "urgency_reasons", "household_size", "kinds", "standard_at_least",
    "locations", "rooms_at_least", "rooms_at_most", "needs_step_free", "needs_wheelchair",
    "staffed_at_least", "has_pets", "areas_not", "rent_nok_at_most", "wished_areas",
    "wished_kinds", "wished_rooms", "in_own_words",
)  # fmt: skip
WANTED = ("kinds", "rooms_at_least", "urgency_reasons")  # rules.missing: without them, incomplete


@dataclass(slots=True)
class Wanted:
    """What one row asks to be done. `person` None: somebody new, or `is_returning`: whom the unit
    itself was the last to answer for."""

    row: Row
    person_id: int | None = None
    is_returning: bool = False
    need: Need | None = None
    content: dict[str, Any] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    filled_in: Particulars | None = None  # what the register lacked about the person
    home: Dwelling | None = None  # lives in it since before Heimveg: a tenancy to be written
    stay: StayKind | None = None
    stay_on: date | None = None
    income: int | None = None


@dataclass(slots=True)
class NeedPlan:
    sheet: Sheet
    outcome: Outcome
    known: Known
    on: date
    wanted: list[Wanted] = field(default_factory=list)
    taken: dict[int, Row] = field(default_factory=dict)  # person → the row it is in

    def place(self, row: Row, match: Match) -> None:
        """Compare one row with the register, and note what it would change."""
        self.outcome.called[row.number] = row.values.get("name", "")
        if match.doubles:
            self.outcome.to_decide[row.number] = match.doubles
        if not self._is_clear(row, match):
            return
        need = self.known.needs.get(match.seen or 0)
        wanted = Wanted(row, match.seen, is_returning=match.is_returning, need=need)
        if match.seen is not None:
            self.outcome.people[row.number] = match.seen
        self._particulars(wanted)
        self._need(wanted)
        self._home(wanted)
        self._stay(wanted)
        self._income(wanted)
        is_new = wanted.person_id is None or wanted.need is None
        self.outcome.settle(row.number, is_new=is_new and not self._was_closed(wanted))
        if self.outcome.fates[row.number] is not Fate.UNCHANGED:
            self._doubts(wanted)
            self._incomplete(wanted)
            self.wanted.append(wanted)

    def _is_clear(self, row: Row, match: Match) -> bool:
        """Whether the row is about one person, and nobody else's row is."""
        if match.several:
            self.sheet.invalid("reference_of_several", row, "office_reference")
        if match.differing:
            self.sheet.invalid(
                "identity_and_reference", row, "office_reference",
                other=self.sheet.place(row.number, "national_id"),
            )  # fmt: skip
        before = self.taken.setdefault(match.seen, row) if match.seen else row
        if before is not row:
            for one, other in ((row, before), (before, row)):
                self.sheet.invalid(
                    "person_twice", one, "name", other=self.sheet.place(other.number, "name")
                )
        return row.is_whole

    def _was_closed(self, wanted: Wanted) -> bool:
        """The same need was met or withdrawn here since the list was written: not opened anew."""
        opened = wanted.row.values.get("opened_on")
        if wanted.need or not wanted.person_id or not opened:
            return False
        if (wanted.person_id, opened) not in self.known.closed:
            return False
        self.outcome.changes.pop(wanted.row.number, None)
        self.sheet.find(Level.UNUSUAL, "closed_meanwhile", wanted.row.number, "opened_on")
        return True

    def _particulars(self, wanted: Wanted) -> None:
        """What the register lacks is filled in; what it says otherwise is kept, and said."""
        person = self.known.people.get(wanted.person_id or 0)
        if person is None:
            return
        said = {name: wanted.row.values[name] for name in PARTICULARS if name in wanted.row.values}
        filled = {}
        for name, value in said.items():
            before = getattr(person, name)
            if not before:
                filled[name] = value
                self.outcome.change(wanted.row.number, name, before, value)
            elif before != value and str(before).casefold() != str(value).casefold():
                self.sheet.find(
                    Level.UNUSUAL, "kept_about_person", wanted.row.number, name, shown=value
                )
        number = wanted.row.values.get("national_id")
        if number and not person.id_index:
            filled |= {"number": number, "id_kind": national_number(number).kind}
            self.outcome.change(wanted.row.number, "national_id", None, "…")
        if filled:
            wanted.filled_in = replace(person.particulars, **filled)

    def _said(self, wanted: Wanted) -> dict[str, Any]:
        """The content of the need as the row has it, in the need's own fields."""
        values = wanted.row.values
        content = {name: values[name] for name in (*CONTENT, *DERIVED) if name in values}
        if "urgency" in content:
            content["urgency"] = int(content["urgency"])
        elif "urgency_reasons" in content and wanted.need is None:
            reasons = frozenset(UrgencyReason(reason) for reason in content["urgency_reasons"])
            content["urgency"] = suggested_urgency(reasons)
        for name in CLUSTERS:
            for said in values.get(name, []):
                cluster = self.known.clusters.get(said.casefold())
                if cluster is None:
                    self.sheet.invalid("no_such_cluster", wanted.row, name, name=shortened(said))
                else:
                    content.setdefault(name, []).append(cluster)
        return content

    def _need(self, wanted: Wanted) -> None:
        content = self._said(wanted)
        if wanted.need is None:
            wanted.content = content
            return
        for name, after in content.items():
            before = getattr(wanted.need, name)
            if name in CLUSTERS:
                before = list(before.all())
            if _differ(before, after):
                wanted.content[name] = after
                self.outcome.change(wanted.row.number, name, _plain(before), _plain(after))

    def _home(self, wanted: Wanted) -> None:
        """A mover's home: a tenancy from before Heimveg, unless it stands here already."""
        number = wanted.row.values.get("lives_in")
        if number is None:
            return
        home = self.known.homes.get(number)
        if home is None:
            self.sheet.invalid("no_such_dwelling", wanted.row, "lives_in")
            return
        holder, own = (
            self.known.let_to.get(home.pk),
            self.known.lives_in.get(wanted.person_id or 0),
        )
        if own == home.pk:
            return
        if own is not None:
            self.sheet.invalid("lives_elsewhere", wanted.row, "lives_in")
        elif holder is not None:
            self.sheet.invalid("dwelling_is_let", wanted.row, "lives_in")
        else:
            self.known.let_to[home.pk] = wanted.person_id or -wanted.row.number
            wanted.home, wanted.stay_on = home, wanted.row.values.get("stay_from", self.on)
            self.outcome.change(wanted.row.number, "lives_in", None, number)

    def _stay(self, wanted: Wanted) -> None:
        kind = wanted.row.values.get("stay")
        now = self.known.stays.get(wanted.person_id or 0)
        if kind is None or (now is not None and now.kind == kind and not wanted.home):
            return
        if wanted.home is not None and kind == StayKind.MUNICIPAL_TENANCY:
            return  # the tenancy writes it
        wanted.stay = StayKind(kind)
        since = wanted.row.values.get("stay_from") or wanted.row.values.get("opened_on") or self.on
        wanted.stay_on = max(since, now.started_on) if now is not None else since
        self.outcome.change(wanted.row.number, "stay", now and now.kind, kind)

    def _income(self, wanted: Wanted) -> None:
        said = wanted.row.values.get("income_nok_year")
        before = self.known.incomes.get(wanted.person_id or 0)
        if said is not None and said != before:
            wanted.income = said
            self.outcome.change(wanted.row.number, "income_nok_year", before, said)

    def _doubts(self, wanted: Wanted) -> None:
        """What is unusual about the need as it will be, and was not confirmed before."""
        need, content = wanted.need, wanted.content

        def value(name: str, default: Any) -> Any:  # noqa: ANN401  # a field of the need
            return content.get(name, getattr(need, name) if need else default)

        asked = Asked(
            opened_on=value("opened_on", self.on),
            household_size=value("household_size", 1),
            rooms_at_least=value("rooms_at_least", None),
            rooms_at_most=value("rooms_at_most", None),
            rent_nok_at_most=value("rent_nok_at_most", None),
            kinds=frozenset(value("kinds", [])),
            wished_kinds=frozenset(value("wished_kinds", [])),
            areas_not=frozenset(value("areas_not", [])),
            wished_areas=frozenset(value("wished_areas", [])),
        )
        for doubt in doubts_about(asked, on=self.on):
            key = f"{doubt.code}:{doubt.detail}"
            if need is None or key not in need.confirmed_doubts:
                wanted.confirmed.append(key)
                self.sheet.find(
                    Level.UNUSUAL, doubt.code, wanted.row.number, doubt.field, shown=doubt.detail
                )

    def _incomplete(self, wanted: Wanted) -> None:
        content = wanted.content
        have = {
            name: content.get(name, getattr(wanted.need, name) if wanted.need else None)
            for name in WANTED
        }
        lacking = missing(
            kinds=have["kinds"] or [],
            rooms_at_least=have["rooms_at_least"],
            urgency_reasons=have["urgency_reasons"] or [],
        )
        for name in lacking:
            self.sheet.find(Level.INCOMPLETE, "not_filled_in", wanted.row.number, name)


def _differ(before: Any, after: Any) -> bool:  # noqa: ANN401  # any field of a need
    if isinstance(after, list):
        return set(before) != set(after)
    return bool(before != after)


def _plain(value: Any) -> Any:  # noqa: ANN401  # any field of a need
    if isinstance(value, list):
        return [one.name if isinstance(one, Cluster) else one for one in value]
    return value


def id_kind_of(number: str | None) -> IdKind:
    return national_number(number).kind if number else IdKind.UNKNOWN


def need_plan(  # the file, who asks, and what was decided
    sheet: Sheet,
    actor: Actor,
    *,
    unit_id: int,
    choices: dict[str, str],
    on: date,
    tell: Tell = silent,
) -> NeedPlan:
    """Check the rows among themselves and against the register. The reader must be the actor."""
    check_rows(sheet, on=on)
    found = matches(sheet.rows, actor, choices, unit_id=unit_id, on=on)
    known = Known.of(sheet, found.values(), actor, on=on)
    plan = NeedPlan(sheet, Outcome(), known, on)
    for done, row in enumerate(sheet.rows, start=1):
        if row.is_whole:
            plan.place(row, found[row.number])
        tell(done, len(sheet.rows))
    for name in WANTED:
        if name not in sheet.headings.columns:
            sheet.find(Level.INCOMPLETE, "no_such_column", sheet.headings.row, name)
    return plan
