"""From an uploaded file to a preview, and from a preview to the register. Shared by the commands
of both kinds; the permission is the commands' affair."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, Permission
from heimveg.accounts.models import Unit
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused, Stale
from heimveg.base.transactions import may_think_long
from heimveg.dwellings.permissions import READ_KINDS, TIE_FUNDING
from heimveg.exchange.columns.column import Column
from heimveg.exchange.columns.rows import Tell, silent, understood
from heimveg.exchange.dwelling_list.columns import DWELLING_COLUMNS
from heimveg.exchange.dwelling_list.plan import DwellingPlan, dwelling_plan, leave_ties_alone
from heimveg.exchange.dwelling_list.saving import save_dwellings
from heimveg.exchange.findings import receipt_of, refusal_of, report_of
from heimveg.exchange.models import ImportFile
from heimveg.exchange.rules import Kind, State
from heimveg.exchange.sheets.reading import read
from heimveg.exchange.sheets.refusals import Unreadable
from heimveg.exchange.waiting_list.columns import NEED_COLUMNS
from heimveg.exchange.waiting_list.plan import NeedPlan, need_plan
from heimveg.exchange.waiting_list.saving import save_needs

PATIENCE = "10min"
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    Kind.DWELLINGS: DWELLING_COLUMNS,
    Kind.NEEDS: NEED_COLUMNS,
}


def refuse_foreign_unit(actor: Actor, permission: Permission, unit_id: int) -> None:
    """Raises Refused for a unit the actor does not import for."""
    if unit_id not in actor.units(permission):
        raise Refused(_("You do not import for this unit."))


def columns_of(kind: str) -> dict[str, Column]:
    return {column.field: column for column in COLUMNS[kind]}


@dataclass(slots=True)
class Examined:
    plan: DwellingPlan | NeedPlan
    report: dict[str, Any]


def examined(
    file: ImportFile, actor: Actor, *, on: date, lock: bool = False, tell: Tell = silent
) -> Examined:
    """Read the file and compare it with the register as it is now. Raises Unreadable."""
    may_think_long()
    sheet = understood(read(bytes(file.content)), COLUMNS[file.kind], _share(tell, 0, 50))
    rest = _share(tell, 50, 100)
    plan: DwellingPlan | NeedPlan
    if file.kind == Kind.DWELLINGS:
        manager_id = _manager_id(file.unit, on)
        if not actor.may(TIE_FUNDING):
            leave_ties_alone(sheet)
        plan = dwelling_plan(
            sheet, manager_id=manager_id, knows_kinds=actor.may(READ_KINDS), on=on, lock=lock,
            tell=rest,
        )  # fmt: skip
    else:
        plan = need_plan(
            sheet, actor, unit_id=file.unit_id, choices=file.choices, on=on, tell=rest
        )
    return Examined(plan, report_of(sheet, plan.outcome, choices=file.choices))


def check(file: ImportFile, actor: Actor, *, on: date, at: datetime, tell: Tell = silent) -> None:
    """Leave the report of what the file would do, or why it cannot be read."""
    try:
        report = examined(file, actor, on=on, tell=tell).report
    except Unreadable as refusal:
        file.move(State.REFUSED, report=refusal_of(refusal), checked_at=at)
        return
    file.move(
        State.CHECKED, report=report, checked_at=at,
        rows_total=report["rows"], rows_done=report["rows"],
    )  # fmt: skip


def order(file: ImportFile, *, mark: str, confirm_unusual: bool) -> None:
    """Let the file be taken in as it was shown. Raises Refused with what has to be done first,
    and Stale when it was not shown as it is now."""
    counts = file.report.get("counts", {})
    if file.state != State.CHECKED or mark != file.mark or _others_came_first(file):
        raise Stale(
            _("The register or the file changed after you opened this. Check the file again.")
        )
    if counts.get("invalid"):
        raise Refused(_("Nothing can be taken in while a cell is invalid. Mend the file first."))
    if file.report.get("undecided"):
        raise Refused(_("Say first who is already known and who is new."))
    if counts.get("unusual") and not confirm_unusual:
        raise Refused(_("Look at what is unusual, and confirm it."))
    file.move(State.COMMITTING, rows_done=0)


def _others_came_first(file: ImportFile) -> bool:
    later = ImportFile.objects.filter(kind=file.kind, committed_at__gt=file.checked_at)
    return file.checked_at is None or later.exists()


def take_in(
    file: ImportFile, actor: Actor, *, on: date, at: datetime, tell: Tell = silent
) -> None:
    """Save everything, or nothing when the register would become something else than was shown:
    then the file is back as checked, with what it would do now."""
    _one_at_a_time()
    now = examined(file, actor, on=on, lock=True, tell=_share(tell, 0, 40))
    if now.report["mark"] != file.mark or now.report["counts"]["invalid"]:
        report = now.report | {"notice": "changed_meanwhile"}
        file.move(State.CHECKED, report=report, checked_at=at)
        return
    rest = _share(tell, 40, 100)
    if isinstance(now.plan, DwellingPlan):
        save_dwellings(now.plan, tell=rest)
    else:
        save_needs(now.plan, unit=file.unit, by=actor.user_id, tell=rest)
    file.move(
        State.COMMITTED, report=receipt_of(now.report), content=b"", choices={}, committed_at=at,
        rows_total=now.report["rows"], rows_done=now.report["rows"],
    )  # fmt: skip


def _one_at_a_time() -> None:
    """Imports wait for each other, so that the second compares with what the first left. A large
    one keeps the next waiting longer than a page may."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
            " set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
            [PATIENCE, PATIENCE],
        )
        before = cursor.fetchone()[:2]
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('heimveg: an import is taken in'))")
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true),"
            " set_config('statement_timeout', %s, true)",
            before,
        )


def _manager_id(unit: Unit, on: date) -> int:
    """Who manages a property nobody knew: the importer's unit if it is a property unit, else the
    only one there is, else the importer's."""
    if unit.kind == UnitKind.PROPERTY:
        return unit.pk
    there_are = units_of_kind(UnitKind.PROPERTY, on=on)
    return there_are[0].pk if len(there_are) == 1 else unit.pk


def _share(tell: Tell, first: int, last: int) -> Tell:
    """A step of a longer work: its own rows become a share of a hundred."""

    def told(done: int, total: int) -> None:
        tell(first + (last - first) * done // max(total, 1), 100)

    return told
