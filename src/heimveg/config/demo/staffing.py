"""What waits for a second person, who is away, and who has just begun."""

from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from heimveg.access.roles import Role
from heimveg.accounts.models import Absence, AccessRequest, Grant, Membership, User
from heimveg.accounts.rules import RequestState, UnitKind
from heimveg.config.demo.town import Town

# user name, role, unit, cleared for protected addresses, for own employees, asked days ago
ASKED = (
    ("saksbehandlar", Role.CASEWORKER, UnitKind.HOUSING, True, False, 4),
    ("nav", Role.CASEWORKER, UnitKind.NAV, False, True, 1),
)


def ask_and_be_away(town: Town, today: date) -> None:
    """Two requests that wait, one that was refused, absences, a newcomer and a temporary help."""
    administrator, users = town.users["administrator"], town.users
    for username, role, kind, protected, own, days in ASKED:
        grant = Grant(town.unit(kind).pk, role, today, None, protected, own)
        at = datetime.combine(today - timedelta(days=days), time(9, 12), UTC)
        AccessRequest.ask_for_position(grant, user=users[username], by=administrator.pk, at=at)
    at = datetime.combine(today - timedelta(days=40), time(12, 40), UTC)
    auditor = Grant(town.unit(UnitKind.HOUSING).pk, Role.AUDITOR, at.date())
    refused = AccessRequest.ask_for_position(
        auditor, user=users["tildelar"], by=administrator.pk, at=at
    )
    refused.decide(RequestState.REFUSED, by=users["leiar"].pk, at=at + timedelta(days=1))
    Absence.plan(
        user=users["utekontakt"],
        stand_in_id=users["rus"].pk,
        started_on=today - timedelta(days=3),
        ended_on=today + timedelta(days=11),
    )
    Absence.plan(
        user=users["tildelar2"],
        stand_in_id=users["tildelar"].pk,
        started_on=today + timedelta(days=20),
        ended_on=today + timedelta(days=34),
    )
    _newcomers(town, today, administrator)


def _newcomers(town: Town, today: date, administrator: User) -> None:
    """One with a one-time password, and one whose position ends soon. Neither can log in."""
    newcomer = User.objects.create(
        username="ny",
        name="Sindre Tveitå",
        password=make_password(None),
        one_time_until=today + timedelta(days=5),
    )
    help_ = User.objects.create(username="vikar", name="Oda Lunde", password=make_password(None))
    unit = town.unit(UnitKind.HOME_CARE).pk
    Membership.give(Grant(unit, Role.CARE_WORKER, today), user=newcomer, given_by=administrator.pk)
    start = today - timedelta(days=70)
    Membership.give(
        Grant(unit, Role.CARE_WORKER, start, today + timedelta(days=12)),
        user=help_,
        given_by=administrator.pk,
    )
