"""The pages of docs/ that are printed from the code, so that they cannot be out of date.

python tools/docs.py            write docs/permissions.md and the field table of docs/privacy.md
python tools/docs.py --check    exit 1 if they are not current
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db import models
from django.urls import get_resolver
from django.utils import translation

ROOT = Path(__file__).parents[1]
PERMISSIONS = ROOT / "docs" / "permissions.md"
PRIVACY = ROOT / "docs" / "privacy.md"
BEGIN, END = "<!-- the fields: printed by tools/docs.py -->", "<!-- the fields end -->"
Row = Iterable[object]

CLASSES = {  # in words; the code has them as comments
    "D0": "open",
    "D1": "the dwelling: technical, robustness",
    "D2": "person and dwelling, contact, contract dates",
    "D3": "housing need, household, decision, waiting",
    "D4": "health, substance use, violence, crime, diagnosis, free text about the person",
    "D5": "address protection, threat",
    "D6": "income, arrears",
    "D7": "staff-safety signal",
    "D8": "logs, grants, reviews",
}


def ready() -> None:
    """Django with the house's own settings; no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heimveg.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    django.setup()


def table(head: Row, rows: Iterable[Row]) -> str:
    cells = [[_cell(cell) for cell in row] for row in (head, *rows)]
    rule = ["---"] * len(cells[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], rule, *cells[1:]])


def _cell(cell: object) -> str:
    return str(cell).replace("|", "\\|").replace("\n", " ")


def permissions() -> str:
    """The whole of docs/permissions.md."""
    from heimveg.access.gate import REGISTRY  # noqa: PLC0415  # after set-up

    rooms: dict[str, list[Row]] = {}
    for code, permission in sorted(REGISTRY.items()):
        row = (
            f"`{code}`",
            permission.text,
            _roles(permission.roles),
            permission.shows,
            _names(permission.purposes),
        )
        rooms.setdefault(code.partition(".")[0], []).append(row)
    head = ("permission", "what it allows", "roles", "class", "purposes")
    lists = [f"## {room}\n\n{table(head, rows)}" for room, rows in rooms.items()]
    return "\n\n".join([INTRODUCTION, _positions(), _classes(), *lists]) + "\n"


INTRODUCTION = """# Who may what

Printed from the code by `make docs`; do not edit. A permission is declared once, in its room's \
`permissions.py`, and asked for at three doors: the view, the command and the rows. What a \
position may read about a person follows from its purposes, and only where its unit answers for \
the person or has to do with them; address protection, own employees and conflicts narrow it \
further. The same table makes the row-level policies of the database."""


def _positions() -> str:
    from heimveg.access.purposes import READS  # noqa: PLC0415  # after set-up
    from heimveg.access.roles import OWN_PEOPLE_ONLY, PURPOSES  # noqa: PLC0415

    rows = []
    for role, purposes in PURPOSES.items():
        for n, purpose in enumerate(sorted(purposes)):
            whom = (
                "own people only" if (role, purpose) in OWN_PEOPLE_ONLY else "people of the unit"
            )
            whom = whom if READS[purpose] else "nobody"
            rows.append(
                (role.label if n == 0 else "", purpose, " ".join(sorted(READS[purpose])), whom)
            )
    return "## Positions\n\n" + table(("role", "purpose", "reads", "about"), rows)


def _classes() -> str:
    return "## Classes\n\n" + table(("class", "what it holds"), CLASSES.items())


def _roles(roles: Iterable[object]) -> str:
    from heimveg.access.roles import Role  # noqa: PLC0415  # after set-up

    return (
        "all"
        if set(roles) == set(Role)
        else ", ".join(str(r.label) for r in Role if r in set(roles))
    )


def _names(purposes: Iterable[object]) -> str:
    from heimveg.access.purposes import Purpose  # noqa: PLC0415  # after set-up

    return "all" if set(purposes) == set(Purpose) else ", ".join(sorted(map(str, purposes)))


def fields() -> str:
    """The table between the marks of docs/privacy.md: every field of every model of ours."""
    parts = []
    for model in sorted(_models(), key=lambda m: m._meta.label):
        classified = model.classified  # type: ignore[attr-defined]
        years = classified.delete_after_years
        goes = "kept"
        if years:
            goes = f"{years} year{'s' if years > 1 else ''} after the end of the fact"
        parts.append(f"### {model._meta.label}\n\n{_first_line(model)}\n")
        parts.append(f"- Why: {classified.why}.\n- Goes: {goes}.\n")
        parts.append(table(("field", "class", "what it holds"), _fields_of(model)) + "\n")
    return "\n".join(parts)


def _models() -> Iterator[type[models.Model]]:
    return (m for m in apps.get_models() if m.__module__.startswith("heimveg."))


def _first_line(model: type[models.Model]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n", maxsplit=1)[0].split())


def _fields_of(model: type[models.Model]) -> Iterator[Row]:
    for field in model._meta.concrete_fields:
        yield f"`{field.attname}`", model.classified.of(field.name), _what(field)  # type: ignore[attr-defined]


def _what(field: models.Field) -> str:  # type: ignore[type-arg]
    if field.primary_key:
        return "key"
    if field.related_model:
        return f"reference to {field.related_model._meta.label}"
    says = "" if field.verbose_name == field.name.replace("_", " ") else str(field.verbose_name)
    return says if field.choices is None else (f"{says}: a code" if says else "a code")


def pages() -> dict[Path, str]:
    """Each printed page as it should be. The addresses load every room's permissions."""
    _ = get_resolver().url_patterns
    with translation.override("en"):
        before, _, rest = PRIVACY.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        return {
            PERMISSIONS: permissions(),
            PRIVACY: f"{before}{BEGIN}\n\n{fields()}\n{END}{after}",
        }


def outdated() -> list[Path]:
    return [
        path for path, text in pages().items() if not path.exists() or path.read_text() != text
    ]


def main(arguments: list[str]) -> int:
    ready()
    if "--check" in arguments:
        late = outdated()
        print(
            "\n".join(f"{path.relative_to(ROOT)} is not current: run `make docs`" for path in late)
        )
        return 1 if late else 0
    for path, text in pages().items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
