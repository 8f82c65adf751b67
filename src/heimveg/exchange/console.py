"""Imports from the command line: the same doors as the pages, the errors as lines of text."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from tqdm import tqdm

from heimveg.access.gate import Actor
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.exchange import commands
from heimveg.exchange.columns.rows import Tell, silent
from heimveg.exchange.findings import loaded
from heimveg.exchange.intake import columns_of
from heimveg.exchange.models import ImportFile
from heimveg.exchange.permissions import IMPORT_FILE, IMPORT_NEEDS
from heimveg.exchange.rules import Kind, Level, State
from heimveg.exchange.sheets.limits import LIMITS
from heimveg.exchange.sheets.table import cell_name
from heimveg.exchange.texts import field_name, finding_text, refusal_text

REFUSED = 2  # exit status: nothing was taken in
PERMISSIONS = {Kind.DWELLINGS: IMPORT_FILE, Kind.NEEDS: IMPORT_NEEDS}
UPLOAD = {Kind.DWELLINGS: commands.upload_dwellings, Kind.NEEDS: commands.upload_needs}
CHECK = {Kind.DWELLINGS: commands.check_dwellings, Kind.NEEDS: commands.check_needs}
ORDER = {Kind.DWELLINGS: commands.order_dwellings, Kind.NEEDS: commands.order_needs}
COMMIT = {Kind.DWELLINGS: commands.commit_dwellings, Kind.NEEDS: commands.commit_needs}


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file, printable. `is_taken_in` False: nothing at all was saved."""

    is_taken_in: bool
    fates: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines)


def run(  # noqa: PLR0913  # the command line's options
    kind: str,
    path: Path,
    actor: Actor,
    *,
    confirm_unusual: bool,
    check_only: bool,
    on: date,
    say: Callable[[str], object],
) -> int:
    """Import a file with a bar that shows how far it has come. The exit status: 2 for nothing
    taken in."""
    with tqdm(total=100, unit="%", file=sys.stderr, leave=False, disable=None) as bar:
        report = import_file(
            kind, path, actor, confirm_unusual=confirm_unusual, check_only=check_only, on=on,
            tell=lambda done, total: bar.update(100 * done // max(total, 1) - bar.n),
        )  # fmt: skip
    say(str(report))
    if check_only:
        return REFUSED if report.counts.get("invalid", 1) else 0
    return 0 if report.is_taken_in else REFUSED


def import_file(  # noqa: PLR0913  # the command line's options
    kind: str,
    path: Path,
    actor: Actor,
    *,
    confirm_unusual: bool,
    on: date,
    check_only: bool = False,
    tell: Tell = silent,
) -> Report:
    """Upload, check and take in one file as `actor`. Nothing is saved with any invalid cell, with
    probable doubles undecided, or with unusual values not confirmed."""
    which = Kind(kind)
    try:
        file = _uploaded(which, path, actor)
    except PermissionDenied:
        return Report(False, lines=(_("This user may not import such files."),))
    except OSError as error:
        why = _("The file cannot be opened: %(why)s") % {"why": error.strerror}
        return Report(False, lines=(why,))
    file = CHECK[which](actor, import_id=file.pk, on=on, at=clock.now(), tell=tell)
    lines, numbers = _lines(file), _numbers(file)
    if file.state != State.CHECKED or check_only:
        return Report(False, *numbers, tuple(lines))
    try:
        ORDER[which](actor, import_id=file.pk, mark=file.mark, confirm_unusual=confirm_unusual)
        file = COMMIT[which](actor, import_id=file.pk, on=on, at=clock.now(), tell=tell)
    except Refused as refusal:
        lines.append(_("Nothing was saved. %(why)s") % {"why": refusal})
        return Report(False, *numbers, tuple(lines))
    return Report(file.state == State.COMMITTED, *numbers, tuple(lines))


def _uploaded(kind: Kind, path: Path, actor: Actor) -> ImportFile:
    """No more is read of a file than one byte past the limit."""
    actor.require(PERMISSIONS[kind])
    with path.open("rb") as file:
        content = file.read(LIMITS.file_bytes + 1)
    unit_id = min(actor.units(PERMISSIONS[kind]))
    return UPLOAD[kind](
        actor, unit_id=unit_id, file_name=path.name, content=content, at=clock.now()
    )


def _numbers(file: ImportFile) -> tuple[dict[str, int], dict[str, int]]:
    return dict(file.report.get("fates", {})), dict(file.report.get("counts", {}))


def _lines(file: ImportFile) -> list[str]:
    """Every error with its cell, then what is unusual, then what would happen."""
    columns, language = columns_of(file.kind), get_language() or "nn"
    if file.state == State.REFUSED:
        return [refusal_text(file.report, columns, language)]
    lines = []
    for level, title in (
        (Level.INVALID, _("Cannot be saved")),
        (Level.UNUSUAL, _("Unusual")),
    ):
        found = loaded(file.report["findings"][level], level)
        lines += [f"{title}: {len(found)}"] if found else []
        for finding in found:
            where = cell_name(finding.row, finding.column) if finding.column else str(finding.row)
            name = field_name(finding.field, columns, language)
            lines.append(
                f"  {where} {name} «{finding.shown}»: {finding_text(finding, columns, language)}"
            )
    fates = file.report.get("fates", {})
    lines.append(
        _("New: %(created)s. Changed: %(changed)s. Unchanged: %(unchanged)s.")
        % {name: fates.get(name, 0) for name in ("created", "changed", "unchanged")}
    )
    if file.report.get("undecided"):
        lines.append(
            _("%(number)s rows may be people who are known already. Decide that on the page.")
            % {"number": file.report["undecided"]}
        )
    return lines
