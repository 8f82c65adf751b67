"""The minutes of a meeting as one reader may have them: a tagged PDF built to PDF/UA-1."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.accounts.queries import municipality
from heimveg.meetings.models import Attendance, Matter, Meeting, Task
from heimveg.meetings.queries.agenda import Line, agenda

UNBROKEN = re.compile(r"\S{30}(?=\S)")  # characters without a space
TEMPLATE = Path(__file__).parent / "typst" / "minutes.typ"


def minutes_pdf(actor: Actor, meeting: Meeting, *, language: str) -> bytes:
    """What `actor` may see of it. The same meeting and reader give the same document."""
    with translation.override(language):
        content = minutes_content(actor, meeting)
    made = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"minutes": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def minutes_content(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """What the minutes say, item by item, in the language that is active."""
    present = Attendance.objects.filter(meeting=meeting).select_related("user", "unit")
    there = [
        f"{a.user.name} ({a.unit.name})" for a in present.order_by("unit__name", "user__name")
    ]
    day = date_format(meeting.held_on, "DATE_FORMAT")
    return {
        "language": translation.get_language() or "nn",
        "municipality": municipality().name,
        "title": _("Minutes: %(name)s") % {"name": meeting.series.name},
        "unit": meeting.series.unit.name,
        "when": f"{day}, {meeting.starts_at:%H:%M}",
        "place": meeting.place,
        "present": [_("Present"), ", ".join(there) or _("not noted")],
        "items": [_item(line) for line in agenda(actor, meeting)],
    }


def _item(line: Line) -> dict[str, Any]:
    if line.matter is None:
        withheld = _("This item concerns a person you do not follow.")
        return {"heading": f"{line.number}. –", "paragraphs": [["", withheld]]}
    texts = [
        (_("Why"), str(Matter.ORIGINS[line.matter.origin])),  # type: ignore[index]  # one of its codes
        (_("Discussion"), line.said),
        (_("What is decided"), line.matter.decision),
        *((_("Task"), _task(task)) for task in line.tasks),
    ]
    return {
        "heading": breakable(f"{line.number}. {line.what}"),
        "paragraphs": [[label, breakable(text)] for label, text in texts if text],
    }


def breakable(text: str) -> str:
    """Lets what has no place to break, such as an address of a page, break all the same."""
    return UNBROKEN.sub("\\g<0>\u200b", text)


def _task(task: Task) -> str:
    day = date_format(task.due_on, "SHORT_DATE_FORMAT")
    return _("%(what)s (%(owner)s, by %(day)s)") % {
        "what": task.text,
        "owner": task.owner,
        "day": day,
    }


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
