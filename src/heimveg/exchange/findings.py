"""What a check leaves behind: findings kept apart by level, what becomes of the rows, and a mark
that changes when any of it would. Stored as JSON in no language."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from heimveg.exchange.columns.rows import Sheet
from heimveg.exchange.rules import (
    NEW,
    STORED_CHANGES,
    STORED_FINDINGS,
    Fate,
    Finding,
    Level,
    shortened,
)
from heimveg.exchange.sheets.refusals import Unreadable


@dataclass(slots=True)
class Outcome:
    """What taking the file in would do to the register, row by row."""

    fates: dict[int, Fate] = field(default_factory=dict)
    changes: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    called: dict[int, str] = field(default_factory=dict)  # what the row is known by, for the eye
    people: dict[int, int] = field(default_factory=dict)  # whose values a change shows
    to_decide: dict[int, list[int]] = field(default_factory=dict)  # row → ids of probable doubles
    made: dict[str, list[str]] = field(default_factory=dict)  # new clusters and properties

    def change(self, row: int, name: str, before: object, after: object) -> None:
        self.changes.setdefault(row, {})[name] = (before, after)

    def settle(self, row: int, *, is_new: bool) -> None:
        """Decide the fate of a row once its changes are known."""
        if is_new:
            self.fates[row] = Fate.CREATED
        else:
            self.fates[row] = Fate.CHANGED if self.changes.get(row) else Fate.UNCHANGED

    @property
    def mark(self) -> str:
        """Equal as long as the register and the choices make the same of the same file."""
        kept = [
            sorted((row, str(fate)) for row, fate in self.fates.items()),
            sorted((row, sorted(c.items())) for row, c in self.changes.items()),
            sorted(self.to_decide.items()),
            sorted(self.made.items()),
        ]
        return hashlib.sha256(json.dumps(kept, default=str).encode()).hexdigest()[:32]


def report_of(sheet: Sheet, outcome: Outcome, *, choices: dict[str, str]) -> dict[str, Any]:
    """The JSON that the preview page and the error file are made from."""
    by_level: dict[Level, list[Finding]] = {level: [] for level in Level}
    for finding in sheet.findings:
        by_level[finding.level].append(finding)
    undecided = [
        row
        for row, ids in outcome.to_decide.items()
        if choices.get(str(row)) not in {NEW, *(str(pk) for pk in ids)}
    ]
    return {
        "form": sheet.table.form,
        "sheet": shortened(sheet.table.sheet),
        "other_sheets": [shortened(name) for name in sheet.table.other_sheets[:20]],
        "heading_row": sheet.headings.row,
        "columns": sheet.headings.columns,
        "unknown": [shortened(name) for name in sheet.headings.unknown[:100]],
        "rows": len(sheet.rows),
        "counts": {str(level): len(found) for level, found in by_level.items()},
        "findings": {
            str(level): [_stored(one) for one in _in_order(found)[:STORED_FINDINGS]]
            for level, found in by_level.items()
        },
        "fates": dict(Counter(str(fate) for fate in outcome.fates.values())),
        "changed_fields": dict(Counter(name for c in outcome.changes.values() for name in c)),
        "changes": _stored_changes(outcome),
        "made": outcome.made,
        "to_decide": {str(row): ids for row, ids in outcome.to_decide.items()},
        "undecided": len(undecided),
        "called": {str(row): outcome.called.get(row, "") for row in outcome.to_decide},
        "mark": outcome.mark,
    }


def refusal_of(refusal: Unreadable) -> dict[str, Any]:
    return {"reason": str(refusal.reason), "details": refusal.details}


def receipt_of(report: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a file that was taken in: counts, and nothing about anybody."""
    kept = ("form", "rows", "fates", "changed_fields", "unknown", "counts", "mark")
    return {name: report[name] for name in kept if name in report}


def _in_order(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: (finding.row, finding.column))


def _stored(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "shown": finding.shown,
        "details": finding.details,
    }


def loaded(stored: Sequence[dict[str, Any]], level: Level) -> list[Finding]:
    return [Finding(level=level, **one) for one in stored]


def _stored_changes(outcome: Outcome) -> list[dict[str, Any]]:
    changed = [row for row, fate in outcome.fates.items() if fate is Fate.CHANGED]
    return [
        {
            "row": row,
            "called": outcome.called.get(row, ""),
            "person": outcome.people.get(row),
            "fields": [
                [name, _plain(before), _plain(after)]
                for name, (before, after) in outcome.changes[row].items()
            ],
        }
        for row in sorted(changed)[:STORED_CHANGES]
    ]


def _plain(value: object) -> Any:  # noqa: ANN401  # JSON
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [shortened(one) for one in value]
    return shortened(value)
