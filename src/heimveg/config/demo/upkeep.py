"""How the invented municipality keeps its homes: two versions of the standard, what is known of
each home, turnovers at every step, inspections, work, and what comes back."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.dwellings.models import Dwelling, OutOfUse
from heimveg.dwellings.rules import Cause
from heimveg.upkeep.models import (
    Criterion,
    Finding,
    HomeCondition,
    Inspection,
    Photo,
    PhotoFile,
    RecurringTask,
    Standard,
    Turnover,
    WaiverAsk,
    WorkOrder,
)
from heimveg.upkeep.queries import catalogue
from heimveg.upkeep.rules import Answer, ChargedTo, Conclusion, InspectionKind, OrderState

FIRST_DAYS, SECOND_DAYS = 1100, 260  # days since each version was adopted
SEEN_SHARE = 0.8  # of homes that have been inspected
NO_SHARE = 0.035  # of answers
MOST = 24  # of each kind of errand: a city's detail is left to towns
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
WORKS = (
    ("Bytt dørlås", "Inngang", 3_200, ""),
    ("Mal stove og gang", "Stove", 18_500, "robust_surfaces"),
    ("Ny komfyrvakt", "Kjøkken", 5_900, ""),
    ("Tett lekkasje under vask", "Bad", 4_100, ""),
    ("Bytt røykvarslar", "Gang", 900, "fire_safety"),
    ("Reparer vindaugshengsel", "Soverom", 2_300, ""),
    ("Skadedyrkontroll", "Heile bustaden", 6_800, "no_pests"),
)
COMES_BACK = (
    ("Kontroll av røykvarslar og sløkkjar", 12),
    ("Reins ventilasjon", 24),
    ("Feiing", 24),
)


@dataclass(frozen=True, slots=True)
class _Keeping:
    town: Town
    rng: Random
    today: date
    criteria: list[Criterion]
    standard: Standard

    def days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randrange(least, most))


def keep_homes(town: Town, rng: Random, *, let: list[Dwelling], today: date) -> None:
    """Everything at once, in rows; the same seed gives the same homes. `let`: homes that
    somebody lives in, and can give notice of."""
    _adopt(town, today - timedelta(days=FIRST_DAYS), "Kommunestyret, sak 41", without="internet")
    standard = _adopt(town, today - timedelta(days=SECOND_DAYS), "Kommunestyret, sak 17")
    criteria = list(standard.criteria.order_by("place"))
    keeping = _Keeping(town, rng, today, criteria, standard)
    known = _conditions(keeping)
    _open_turnovers(keeping, let)
    _ask_the_leader(keeping)
    _ready_turnovers(keeping, known)
    _inspections(keeping)
    _works(keeping)


def _adopt(town: Town, day: date, note: str, without: str = "") -> Standard:
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


def _conditions(keeping: _Keeping) -> list[Dwelling]:
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


def _open_turnovers(keeping: _Keeping, let: list[Dwelling]) -> None:
    """The homes that stand between tenants: as many steps as there are homes to show them."""
    outs = OutOfUse.objects.filter(cause=Cause.TURNOVER, ended_on=None).select_related("dwelling")
    for n, out in enumerate(outs.order_by("pk")):
        out.has_turnover = True
        out.save(update_fields=["has_turnover"])
        turnover = Turnover.objects.create(
            dwelling=out.dwelling,
            noticed_on=out.started_on - timedelta(days=60),
            vacated_on=out.started_on,
            out_of_use=out,
        )
        HomeCondition.objects.filter(dwelling=out.dwelling, seen_on__gte=out.started_on).update(
            seen_on=out.started_on - timedelta(days=40)
        )
        if n % 3 == 1 and n < MOST:
            _begun(keeping, turnover, finished=False)
        elif n % 3 == 2 and n < MOST:
            _begun(keeping, turnover, finished=True)
    noticed = keeping.rng.sample(let, min(5, len(let)))
    busy = set(Turnover.objects.open().values_list("dwelling_id", flat=True))
    for home in noticed:
        if home.pk not in busy:
            Turnover.begin(
                dwelling=home,
                noticed_on=keeping.days_ago(3, 40),
                expected_vacant_on=keeping.today + timedelta(days=keeping.rng.randrange(10, 80)),
                by=keeping.town.users["eigedom"].pk,
            )


def _ask_the_leader(keeping: _Keeping) -> None:
    """Two homes with worn surfaces, which the landlord would let before they are done."""
    begun = Turnover.objects.open().filter(works_on__isnull=False, at_standard_on=None)
    for turnover in begun.order_by("pk")[:2]:
        WaiverAsk.put(
            turnover,
            "robust_surfaces",
            "Malaren kjem om to veker, og den som skal flytte inn, vil heller inn no.",
            leader=keeping.town.users["leiar"],
            by=keeping.town.users["eigedom"].pk,
            at=moment(keeping.days_ago(1, 4)),
        )


def _begun(keeping: _Keeping, turnover: Turnover, *, finished: bool) -> None:
    """Inspected, with works; `finished`: at the standard, and only the last click is left."""
    vacated = turnover.vacated_on or keeping.today
    day = min(vacated + timedelta(days=2), keeping.today)
    lacking = set() if finished else {"robust_surfaces", "fire_safety"}
    _held(keeping, turnover.dwelling, InspectionKind.MOVE_OUT, day, lacking, turnover)
    turnover.reach(on=day, inspected=True, works=True, at_standard=finished)
    state = OrderState.DONE if finished else OrderState.STARTED
    WorkOrder.objects.bulk_create(
        WorkOrder(
            dwelling=turnover.dwelling,
            turnover=turnover,
            title=title,
            place=place,
            code=code,
            state=state,
            done_on=keeping.today if finished else None,
            cost_ore=nok * 100 if finished else None,
            estimate_ore=nok * 100,
            ordered_on=day,
            due_on=keeping.today + timedelta(days=5),
            assigned_to=keeping.town.users["vaktmeister"],
            cost_centre="2650",
        )
        for title, place, nok, code in WORKS[1:5:3]
    )


def _held(
    keeping: _Keeping,
    home: Dwelling,
    kind: InspectionKind,
    day: date,
    lacking: set[str],
    turnover: Turnover | None = None,
) -> Inspection:
    """A concluded inspection with its findings, told to the home."""
    inspection = Inspection.objects.create(
        key=uuid.UUID(int=keeping.rng.getrandbits(128), version=4),
        dwelling=home,
        standard=keeping.standard,
        turnover=turnover,
        kind=kind,
        planned_on=day,
        assigned_to=keeping.town.users["vaktmeister"],
    )
    findings = [
        Finding(
            inspection=inspection,
            criterion=criterion,
            answer=Answer.NO if criterion.code in lacking else Answer.YES,
            measure=(criterion.minimum or 20) + 2 if criterion.unit else None,
            note="Hòl i veggen ved døra." if criterion.code in lacking else "",
            cost_ore=criterion.lift_ore if criterion.code in lacking else None,
        )
        for criterion in keeping.criteria
    ]
    Finding.objects.bulk_create(findings)
    HomeCondition.see([finding.as_condition(home.pk, on=day) for finding in findings])
    inspection.conclusion = Conclusion.BELOW_STANDARD if lacking else Conclusion.AT_STANDARD
    inspection.held_on, inspection.held_by = day, keeping.town.users["vaktmeister"]
    inspection.concluded_at = moment(day)
    inspection.save()
    return inspection


def _ready_turnovers(keeping: _Keeping, whole: list[Dwelling]) -> None:
    """Changes of tenant that came to their end: the home was seen after it was vacated."""
    busy = set(Turnover.objects.values_list("dwelling_id", flat=True))
    for home in [home for home in whole if home.pk not in busy][:MOST]:
        seen = HomeCondition.objects.filter(dwelling=home).order_by("seen_on").first()
        if seen is None:
            continue
        vacated = seen.seen_on - timedelta(days=keeping.rng.randrange(2, 9))
        ready = seen.seen_on + timedelta(days=keeping.rng.randrange(1, 18))
        if vacated < keeping.standard.adopted_on:
            continue
        Turnover.objects.create(
            dwelling=home,
            noticed_on=vacated - timedelta(days=75),
            vacated_on=vacated,
            inspected_on=seen.seen_on,
            at_standard_on=ready,
            ready_on=ready,
        )


def _inspections(keeping: _Keeping) -> None:
    """Some held, with photos; some for today, one late, and one where nobody opened."""
    busy = set(Turnover.objects.open().values_list("dwelling_id", flat=True))
    homes = [home for home in keeping.town.dwellings if home.pk not in busy]
    chosen = keeping.rng.sample(homes, min(14, len(homes)))
    for n, home in enumerate(chosen[:6]):
        kind = (InspectionKind.YEARLY, InspectionKind.MOVE_IN)[n % 2]
        held = _held(
            keeping, home, kind, keeping.days_ago(3, 120), {"storage"} if n == 4 else set()
        )
        for code in ("own_kitchen", "robust_surfaces"):
            _photo(keeping, held, code)
    days = (0, 0, 0, -4, 2, 5, 9, 12)
    Inspection.objects.bulk_create(
        Inspection(
            key=uuid.UUID(int=keeping.rng.getrandbits(128), version=4),
            dwelling=home,
            standard=keeping.standard,
            kind=InspectionKind.YEARLY if n % 4 else InspectionKind.DAMAGE,
            planned_on=keeping.today + timedelta(days=days[n]),
            assigned_to=keeping.town.users["vaktmeister"] if n % 3 else None,
        )
        for n, home in enumerate(chosen[6:])
    )
    late = Inspection.objects.open().order_by("planned_on", "pk").first()
    if late is not None:
        late.attempts.create(
            step=1,
            taken_on=keeping.today - timedelta(days=4),
            note="Ringde på to gonger.",
            taken_by=keeping.town.users["vaktmeister"],
        )


def _photo(keeping: _Keeping, inspection: Inspection, code: str) -> None:
    """A drawn room: no real home is shown."""
    criterion = next(c for c in keeping.criteria if c.code == code)
    picture = Image.new("RGB", (800, 600), keeping.rng.choice(("#e9e1d3", "#dfe5e2", "#eee8da")))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 430, 800, 600), fill="#a98b6a")
    left = keeping.rng.randrange(60, 260)
    pen.rectangle((left, 120, left + 220, 320), fill="#bcd6e2", outline="#ffffff", width=12)
    pen.rectangle((560, 190, 700, 430), fill="#8a6f55", outline="#5d4a38", width=5)
    if code == "own_kitchen":
        pen.rectangle((60, 350, 520, 440), fill="#f4f4f1", outline="#888888", width=4)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    photo = Photo.objects.create(
        key=uuid.UUID(int=keeping.rng.getrandbits(128), version=4),
        inspection=inspection,
        criterion=criterion,
        width=800,
        height=600,
        taken_by=keeping.town.users["vaktmeister"],
        received_at=moment(inspection.planned_on),
    )
    PhotoFile.objects.create(photo=photo, content=out.getvalue())


def _works(keeping: _Keeping) -> None:
    """Work open and done in homes that are let, and what comes back."""
    town, rng, today = keeping.town, keeping.rng, keeping.today
    homes = rng.sample(town.dwellings, min(90, len(town.dwellings)))
    orders = []
    for n, home in enumerate(homes):
        title, place, nok, code = rng.choice(WORKS)
        is_done = n >= MOST
        ordered = keeping.days_ago(2, 12) if not is_done else keeping.days_ago(30, 700)
        orders.append(
            WorkOrder(
                dwelling=home,
                title=title,
                place=place,
                code=code,
                state=OrderState.DONE if is_done else OrderState.ORDERED,
                ordered_on=ordered,
                ordered_by=town.users["eigedom"],
                due_on=ordered + timedelta(days=rng.randrange(5, 25)),
                done_on=ordered + timedelta(days=rng.randrange(2, 28)) if is_done else None,
                estimate_ore=nok * 100,
                cost_ore=round(nok * rng.uniform(0.7, 1.6)) * 100 if is_done else None,
                assigned_to=town.users["vaktmeister"] if n % 3 else None,
                firm="" if n % 3 else rng.choice(("", "Nordvik Rør AS", "Målar'n")),
                cost_centre="2650",
                charged_to=rng.choices(list(ChargedTo), (14, 2, 1, 1))[0],
            )
        )
    WorkOrder.objects.bulk_create(orders)
    RecurringTask.objects.bulk_create(
        RecurringTask(
            dwelling=home,
            title=title,
            every_months=months,
            next_due_on=today + timedelta(days=rng.randrange(15, 300)),
            assigned_to=town.users["vaktmeister"],
            cost_centre="2650",
        )
        for home in homes[:10]
        for title, months in COMES_BACK
    )
