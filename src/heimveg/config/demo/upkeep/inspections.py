"""Inspections held, with drawn photos, and those to come."""

import uuid
from datetime import date, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from heimveg.config.demo.rows import moment
from heimveg.config.demo.upkeep.keeping import Keeping
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models import (
    Finding,
    HomeCondition,
    Inspection,
    Photo,
    PhotoFile,
    Turnover,
)
from heimveg.upkeep.rules import Answer, Conclusion, InspectionKind


def inspect_homes(keeping: Keeping) -> None:
    """Some held, with photos; some for today, one late, and one where nobody opened."""
    busy = set(Turnover.objects.open().values_list("dwelling_id", flat=True))
    homes = [home for home in keeping.town.dwellings if home.pk not in busy]
    chosen = keeping.rng.sample(homes, min(14, len(homes)))
    for n, home in enumerate(chosen[:6]):
        kind = (InspectionKind.YEARLY, InspectionKind.MOVE_IN)[n % 2]
        done = held(
            keeping, home, kind, keeping.days_ago(3, 120), {"storage"} if n == 4 else set()
        )
        for code in ("own_kitchen", "robust_surfaces"):
            _photo(keeping, done, code)
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


def _photo(keeping: Keeping, inspection: Inspection, code: str) -> None:
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


def held(
    keeping: Keeping,
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
