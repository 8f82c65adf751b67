"""A notice of a breach names the warning about the same, and one of the same runs at a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.prevention.models import NoticeDebt, PreventionCase, Step
from heimveg.prevention.rules import Ground, Result
from tests.prevention.test_cases import (  # noqa: F401  # fixtures
    DAY,
    LATE,
    allocator,
    economy,
    housing,
    kept_promises,
    ladder_to,
    landlord,
    noise,
    owe,
    step,
    tenancy,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
# ruff: noqa: F811  # a fixture's name is a test's argument
WORDS = "Bråk om natta, sist 3. oktober."


def ago(days):
    return DAY - timedelta(days=days)


@pytest.fixture
def warned(allocator, landlord, tenancy):
    """Warned of noise 52 days ago: from 38 days ago a notice of it may be given."""
    noise(landlord, tenancy, day=ago(60))
    ladder_to(allocator, tenancy, "social_services")
    return tenancy


def notice(actor, tenancy, day, ground=Ground.NOISE, words=WORDS):
    return step(actor, tenancy, "notice_4_18", day, ground=ground, words=words)


@pytest.mark.parametrize("days", [38, 30, 25])
def test_a_notice_of_the_same_breach_waits_until_the_first_has_run_out(allocator, warned, days):
    notice(allocator, warned, ago(38))
    with pytest.raises(Invalid, match="is not given a second time while it runs") as refused:
        notice(allocator, warned, ago(days))
    assert list(refused.value.fields) == ["taken_on"]
    assert Step.objects.filter(code="notice_4_18").count() == 1
    assert notice(allocator, warned, ago(24))


def test_a_notice_names_the_warning_about_the_same(allocator, warned):
    given = notice(allocator, warned, ago(38))
    kept_promises()
    assert (given.warning.code, given.warning.breach, given.breach) == (
        "warning",
        "noise",
        "noise",
    )
    assert given.runs_until == ago(24)
    with pytest.raises(Invalid, match="No written warning here was about this") as refused:
        notice(allocator, warned, ago(38), Ground.DAMAGE)
    assert list(refused.value.fields) == ["ground"]


def test_another_breach_has_its_own_warning_with_its_own_days(allocator, warned):
    notice(allocator, warned, ago(38))
    step(allocator, warned, "warning", ago(35), ground=Ground.DAMAGE, words="")
    with pytest.raises(Invalid, match="The first lawful day is 2 November 2026"):
        notice(allocator, warned, ago(22), Ground.DAMAGE)
    assert notice(allocator, warned, ago(21), Ground.DAMAGE)


def test_a_warning_says_what_it_is_about(allocator, landlord, tenancy):
    noise(landlord, tenancy, day=ago(60))
    ladder_to(allocator, tenancy, "plan")
    with pytest.raises(Invalid) as refused:
        step(allocator, tenancy, "warning", ago(52), ground=None)
    assert list(refused.value.fields) == ["ground"]
    with pytest.raises(Invalid) as refused:
        step(allocator, tenancy, "warning", ago(52), ground=Ground.OTHER, words="")
    assert list(refused.value.fields) == ["words"]


@pytest.mark.parametrize(
    "words",
    [
        "Ubetalt husleige for september og oktober.",
        "Husleien for oktober er ikke betalt.",
        "Leigerestanse på to månader.",
        "The rent was unpaid in September and October.",
        "Arrears since September, told twice.",
    ],
)
def test_a_notice_of_a_breach_is_not_about_rent(allocator, warned, words):
    owe(warned)
    notice(allocator, warned, ago(38), Ground.ARREARS, words="")
    with pytest.raises(Invalid, match="is about rent") as refused:
        notice(allocator, warned, ago(38), words=words)
    assert list(refused.value.fields) == ["words"]
    assert Step.objects.filter(code="notice_4_18").count() == 1


@pytest.mark.parametrize(
    "words",
    [WORDS, "Brot på husleigelova § 5-1: bråk om natta.", "Rommet var ikkje halde rent i haust."],
)
def test_words_about_a_breach_are_taken(allocator, warned, words):
    assert notice(allocator, warned, ago(38), words=words)


def test_after_a_warning_about_rent_no_other_breach_is_noticed(allocator, landlord, tenancy):
    noise(landlord, tenancy, day=ago(60))
    owe(tenancy)
    ladder_to(allocator, tenancy, "plan")
    warning = step(allocator, tenancy, "warning", ago(52), ground=Ground.ARREARS, words="")
    assert warning.breach == ""  # that rent is owed stands behind its own wall
    with pytest.raises(Invalid, match="No written warning here was about this"):
        notice(allocator, tenancy, ago(38))
    assert notice(allocator, tenancy, ago(38), Ground.ARREARS, words="")
    assert NoticeDebt.objects.count() == 1


def test_who_sees_no_money_warns_of_a_breach_alone(act_as, log_in, allocator, housing, warned):
    carer = act_as((housing, Role.CARE_WORKER))
    with pytest.raises(Invalid, match="Only who sees the account"):
        step(carer, warned, "warning", ago(30), ground=Ground.ARREARS, words="")
    assert step(carer, warned, "warning", ago(30), ground=Ground.DAMAGE, words="")
    page = log_in(carer).get(f"/tenancies/{warned.pk}/prevention/step/").content.decode()
    assert "damage to the home" in page
    assert "rent that is owed" not in page


def test_the_page_says_which_warning_a_notice_names(log_in, allocator, warned, form):
    url = f"/tenancies/{warned.pk}/prevention/"
    client = log_in(allocator)

    def sent(ground):
        version = PreventionCase.objects.get().version
        return form(
            row_version=str(version), code="notice_4_18", result="sent", ground=ground,
            taken_on=ago(38).isoformat(), late_because=LATE, words=WORDS,
        )  # fmt: skip

    answer = client.post(url + "step/", sent("damage"))
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()  # what was typed is kept
    assert client.post(url + "step/", sent("noise")).url == url
    page = client.get(url).content.decode()
    assert "About noise or trouble for the neighbours, after the warning of 2 Oct 2026" in page
    assert client.post(url + "step/", sent("noise")).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"warning": None}, {"breach": "damage"}, {"breach": ""}, {"runs_until": None}]
)
def test_the_database_keeps_a_notice_of_a_breach_with_its_warning(allocator, warned, wrong):
    case = PreventionCase.objects.get()
    right = {
        "breach": "noise", "warning": Step.objects.get(code="warning"), "runs_until": DAY,
    }  # fmt: skip

    def take_past_the_command(**named):
        Step.take(
            case, "notice_4_18", on=ago(20), result=Result.SENT, by=allocator.user_id,
            at=clock.now(), words=WORDS, **named,
        )  # fmt: skip
        kept_promises()

    with pytest.raises(IntegrityError, match="a notice rests on"), transaction.atomic():
        take_past_the_command(**{**right, **wrong})
    take_past_the_command(**right)
    with pytest.raises(Refused, match="runs already"):
        take_past_the_command(**right)
