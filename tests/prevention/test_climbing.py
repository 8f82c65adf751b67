"""A ladder is climbed on the days things were done, with what each step rests on."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.prevention.commands import steps
from heimveg.prevention.jobs import watch
from heimveg.prevention.models import NoticeDebt, PreventionCase, Step
from heimveg.prevention.permissions import READ_CASES
from heimveg.prevention.rules import Ground, Instalment, Outcome, Result
from heimveg.tenancies.models import Entry, Lease
from heimveg.tenancies.rules.lease import SignedHow
from heimveg.tenancies.rules.rent import Why
from tests.prevention.test_cases import (  # noqa: F401  # fixtures
    DAY,
    LATE,
    allocator,
    economy,
    evict,
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


def ago(days):
    return DAY - timedelta(days=days)


@pytest.fixture
def at_risk(landlord, tenancy):
    noise(landlord, tenancy, day=ago(60))
    return tenancy


def warned(actor, tenancy):
    ladder_to(actor, tenancy, "social_services")


@pytest.mark.parametrize(("days", "is_late"), [(7, False), (8, True)])
def test_a_step_entered_long_after_it_was_done_says_why(allocator, at_risk, days, is_late):
    if is_late:
        with pytest.raises(Invalid, match="8 days ago") as refused:
            step(allocator, at_risk, "contact", ago(days), late_because="")
        assert list(refused.value.fields) == ["late_because"]
    else:
        step(allocator, at_risk, "contact", ago(days), late_because="")


def test_a_step_shows_when_it_was_done_and_when_it_was_entered(log_in, allocator, at_risk):
    step(allocator, at_risk, "contact", ago(30), late_because="The phone log came late.")
    step(allocator, at_risk, "help", DAY)
    page = log_in(allocator).get(f"/tenancies/{at_risk.pk}/prevention/").content.decode()
    entered = re.findall(r"Entered [^:<]+: The phone log came late\.", " ".join(page.split()))
    assert len(entered) == page.count("Entered") == 1


def test_an_eviction_entered_long_after_says_why(allocator, at_risk):
    ladder_to(allocator, at_risk, "petition")
    with pytest.raises(Invalid, match="10 days ago"):
        evict(allocator, at_risk, day=ago(10))


def test_a_notice_says_what_it_rests_on(allocator, at_risk):
    warned(allocator, at_risk)
    with pytest.raises(Invalid, match="Choose what the warning or the notice is"):
        step(allocator, at_risk, "notice_4_18", ago(38), ground=None)
    with pytest.raises(Invalid, match="Nothing was owed on"):
        step(allocator, at_risk, "notice_4_18", ago(38), ground=Ground.ARREARS)
    with pytest.raises(Invalid, match="which breach"):
        step(allocator, at_risk, "notice_4_18", ago(38), ground=Ground.NOISE, words="")
    owe(at_risk)
    notice = step(allocator, at_risk, "notice_4_18", ago(38), ground=Ground.ARREARS, words="")
    assert NoticeDebt.objects.get(step=notice).ore == 600_000
    kept_promises()


def test_a_notice_for_rent_is_not_given_again_while_it_runs(allocator, at_risk):
    owe(at_risk)
    warned(allocator, at_risk)
    step(allocator, at_risk, "notice_4_18", ago(38), ground=Ground.ARREARS, words="")
    first = date_format(ago(38), "DATE_FORMAT")
    for day in (ago(38), ago(25)):
        with pytest.raises(Invalid, match=f"given on {first} and runs until") as refused:
            step(allocator, at_risk, "notice_4_18", day, ground=Ground.ARREARS, words="")
        assert list(refused.value.fields) == ["taken_on"]
    step(allocator, at_risk, "notice_4_18", ago(25))  # of a breach that is named
    step(allocator, at_risk, "notice_4_18", ago(24), ground=Ground.ARREARS, words="")
    assert NoticeDebt.objects.count() == 2


def test_the_day_of_a_second_notice_is_said_at_its_field(log_in, allocator, at_risk, form):
    owe(at_risk)
    warned(allocator, at_risk)
    step(allocator, at_risk, "notice_4_18", ago(38), ground=Ground.ARREARS, words="")
    case = PreventionCase.objects.get()
    sent = form(
        row_version=str(case.version), code="notice_4_18", result="sent", ground="arrears",
        taken_on=ago(30).isoformat(), late_because=LATE, words="",
    )  # fmt: skip
    answer = log_in(allocator).post(f"/tenancies/{at_risk.pk}/prevention/step/", sent)
    assert answer.status_code == 422
    assert "It is not given a second time while it runs." in answer.content.decode()


def test_the_database_keeps_a_notice_with_its_ground(allocator, at_risk):
    case = PreventionCase.objects.get()

    def take_past_the_command():
        Step.take(
            case, "notice_4_18", on=DAY, result=Result.SENT, by=allocator.user_id, at=clock.now()
        )
        kept_promises()

    with pytest.raises(IntegrityError, match="a notice rests on"), transaction.atomic():
        take_past_the_command()


def test_who_sees_no_money_gives_no_notice_for_rent(act_as, allocator, housing, at_risk):
    owe(at_risk)
    warned(allocator, at_risk)
    carer = act_as((housing, Role.CARE_WORKER))
    with pytest.raises(Invalid, match="Only who sees the account"):
        step(carer, at_risk, "notice_4_18", ago(38), ground=Ground.ARREARS, words="")
    step(allocator, at_risk, "notice_4_18", ago(38), ground=Ground.ARREARS, words="")
    with door(carer, READ_CASES):
        assert Step.objects.filter(code="notice_4_18").exists()
        assert not NoticeDebt.objects.exists()


def pay(tenancy):
    """All that was owed is taken back a month ago."""
    entry = Entry.objects.get(tenancy=tenancy)
    entry.correction(
        ore=600_000, why=Why.AMOUNT, on=ago(30), by=system_user().pk, at=clock.now()
    ).save(force_insert=True)


def test_a_petition_for_rent_falls_with_the_rent_that_is_paid(allocator, at_risk):
    owe(at_risk)
    warned(allocator, at_risk)
    step(allocator, at_risk, "notice_4_18", ago(38), ground=Ground.ARREARS, words="")
    pay(at_risk)
    with pytest.raises(Refused, match="has been paid"):
        step(allocator, at_risk, "petition", ago(20))


def test_a_petition_is_not_recorded_twice(allocator, at_risk):
    ladder_to(allocator, at_risk, "petition")
    with pytest.raises(Invalid, match="This is recorded already") as refused:
        step(allocator, at_risk, "petition", ago(2))
    assert list(refused.value.fields) == ["code"]


def test_who_notes_the_notice_is_told_of_the_social_services(log_in, allocator, at_risk, form):
    ladder_to(allocator, at_risk, "warning")
    url = f"/tenancies/{at_risk.pk}/prevention/"
    version = PreventionCase.objects.get().version
    sent = form(
        code="notice_4_18", result="sent", taken_on=f"{DAY}", row_version=version,
        ground="noise", words="Noise on six nights in October.",
    )  # fmt: skip
    page = log_in(allocator).post(url + "step/", sent, follow=True).content.decode()
    assert "Not recorded yet: «Word to the social services" in page
    assert "Next: «Word to the social services" in page
    assert "at least 14 days before «Petition for eviction" in page


def told_after(client, tenancy, code, result, form, **more):
    """The green message after a step of today."""
    version = PreventionCase.objects.get().version
    sent = form(code=code, result=result, taken_on=f"{DAY}", row_version=version, **more)
    url = f"/tenancies/{tenancy.pk}/prevention/"
    page = client.post(url + "step/", sent, follow=True).content.decode()
    return next(t for t in re.findall(r">(The step is recorded[^<]+)</span>", page)).strip()


def test_a_recorded_step_tells_the_next_thing_to_do_with_its_day(log_in, allocator, at_risk, form):
    client = log_in(allocator)

    contact = told_after(client, at_risk, "contact", "reached", form)
    offer = told_after(client, at_risk, "help", "declined", form)
    plan = told_after(client, at_risk, "plan", "agreed", form, words="Quiet after 23.")

    recorded = "The step is recorded. Next: "
    assert contact.startswith(recorded + "«Help offered")
    assert contact.endswith("», by 30 Nov 2026.")
    assert offer.startswith(recorded + "«A plan with the tenant")
    assert offer.endswith("by 7 Dec 2026.")
    assert plan == "The step is recorded. While the plan is kept, nothing else is to be done."


def test_the_page_says_whose_home_it_is_and_that_contact_is_late(log_in, allocator, at_risk):
    page = log_in(allocator).get(f"/tenancies/{at_risk.pk}/prevention/")
    text = page.content.decode()

    assert f'<a href="/people/{at_risk.person_id}/">{at_risk.person.shown_name}</a>' in text
    assert re.search(r"by 27 Sept? 2026, late", text)
    homes = next(link for link in page.context["navigation"] if link.places and link.is_current)
    assert [place.label for place in homes.places if place.is_current] == ["Homes at risk"]


def test_a_step_taken_while_instalments_run_hurries_nobody(log_in, allocator, at_risk, form):
    owe(at_risk)
    step(allocator, at_risk, "contact", DAY)
    case = PreventionCase.objects.get()
    steps.agree_plan(
        allocator, case_id=case.pk, version=case.version, on=DAY, at=clock.now(),
        instalments=[Instalment(DAY + timedelta(days=30), 600_000)],
    )  # fmt: skip

    told = told_after(log_in(allocator), at_risk, "contact", "reached", form)

    assert "nothing else is to be done" in told
    assert PreventionCase.objects.get().next_code == ""


def sign_lease(tenancy, on):
    return Lease.objects.create(
        person_id=tenancy.person_id, tenancy=tenancy, number=1, state="signed", language="nb",
        starts_on=on, rent_ore_month=900_000, drafted_on=on, signed_on=on, holds_from=on,
        signed_how=SignedHow.ON_PAPER, told_in_writing_on=on,
    )  # fmt: skip


def test_a_new_lease_ends_the_way_to_an_eviction(log_in, allocator, at_risk):
    ladder_to(allocator, at_risk, "petition")
    sign_lease(at_risk, ago(20))
    with pytest.raises(Invalid, match="A new lease was signed on 3 November 2026"):
        evict(allocator, at_risk)
    page = log_in(allocator).get(f"/tenancies/{at_risk.pk}/prevention/").content.decode()
    assert page.count("fell away with the new lease") == 3  # the first of the four comes next
    assert "can be taken now" in page
    watch(0)
    assert PreventionCase.objects.get().next_code == "warning"


def test_after_a_new_lease_no_day_of_the_old_one_is_shown(log_in, allocator, at_risk):
    ladder_to(allocator, at_risk, "petition")
    sign_lease(at_risk, DAY)
    tomorrow = DAY + timedelta(days=1)
    client, url = log_in(allocator), f"/tenancies/{at_risk.pk}/prevention/"

    page = client.get(url).content.decode()
    assert "at the earliest 24 Nov 2026" in page
    asked = client.get(url + "step/").content.decode()
    assert re.search(r'value="warning"[^>]*(checked|selected)', asked)
    with pytest.raises(Invalid, match=r"signed on 23 November 2026\. The first lawful day is 24"):
        step(allocator, at_risk, "warning", DAY)
    watch(0)
    assert PreventionCase.objects.get().next_on == tomorrow
    assert "at the earliest 24 Nov 2026" in client.get("/prevention/").content.decode()


def test_a_lease_signed_before_the_warning_was_sent_holds_its_day_too(allocator, at_risk):
    ladder_to(allocator, at_risk, "plan")
    sign_lease(at_risk, ago(1))
    with pytest.raises(Invalid, match="A new lease was signed"):
        step(allocator, at_risk, "warning", ago(5))
    step(allocator, at_risk, "warning", DAY)


@pytest.mark.parametrize("field", ["words", "late_because"])
def test_no_health_in_the_words_of_a_step(allocator, at_risk, field):
    step(allocator, at_risk, "contact", DAY)
    told = {field: "Leigaren har psykose og rus, tek medisin."}
    with pytest.raises(Invalid, match="psykose") as refused:
        step(allocator, at_risk, "plan", DAY, **told)
    assert list(refused.value.fields) == [field]


def test_help_from_a_service_may_stand_in_a_plan(allocator, at_risk):
    step(allocator, at_risk, "contact", DAY)
    step(
        allocator, at_risk, "plan", DAY, words="Gjeldsrådgivar i NAV kvar veke, avtale med banken"
    )


def test_no_health_in_why_a_home_is_safe(allocator, at_risk):
    step(allocator, at_risk, "contact", DAY)
    case = PreventionCase.objects.get()
    with pytest.raises(Invalid, match="Leave out"):
        steps.close_case(
            allocator, case_id=case.pk, version=case.version, outcome=Outcome.KEPT, on=DAY,
            because="Han er rusfri og går i behandling no.",
        )  # fmt: skip
