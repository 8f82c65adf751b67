"""A standing meeting from its series to its minutes, as those at the table meet it."""

import re
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.dwellings.models import OutOfUse
from heimveg.dwellings.rules import Cause
from heimveg.handoffs.commands import ask_handoff, decline_handoff, escalate_handoff
from heimveg.handoffs.rules import DeclineReason
from heimveg.meetings import jobs
from heimveg.meetings.commands.agenda import (
    ItemSaid,
    add_item,
    call_off,
    plan_meeting,
    send_invitations,
)
from heimveg.meetings.commands.series import change_series, end_series, open_series
from heimveg.meetings.commands.sitting import (
    Said,
    TaskSaid,
    close_meeting,
    note_attendance,
    note_item,
    open_meeting,
)
from heimveg.meetings.commands.tasks import end_task
from heimveg.meetings.minutes import breakable, minutes_content
from heimveg.meetings.models import Attendance, Discussion, Item, Matter, Meeting, Series, Task
from heimveg.meetings.proposing import proposals
from heimveg.meetings.queries.agenda import agenda, tasks_before
from heimveg.meetings.rules import ItemKind, MeetingState, Origin, TaskState
from heimveg.notices.models import Notice
from heimveg.persons.following import Closing, end_with_the_case, standing
from heimveg.persons.models import Protection, Responsibility
from heimveg.persons.rules import Basis
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from tests.accounts.factories import (
    MembershipFactory,
    UnitFactory,
    UserFactory,
)
from tests.dwellings.factories import DwellingFactory
from tests.handoffs.factories import question
from tests.meetings.factories import item_about, meeting_of, said, series_of, somebody
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory
from tests.upkeep.factories import TurnoverFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)
NOW = clock.now


@pytest.fixture
def office():
    return UnitFactory(name="Housing office")


@pytest.fixture
def nav():
    return UnitFactory(name="NAV")


@pytest.fixture
def chair(act_as, office):
    return act_as((office, Role.COORDINATOR))


@pytest.fixture
def series(office, nav):
    return series_of(office, nav)


@pytest.fixture
def meeting(series):
    return meeting_of(series)


@pytest.fixture
def person(office):
    return PersonFactory(name="Kari Nordheim", unit=office)


def text(response):
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# the series


def test_a_series_is_made_with_its_units_and_changed(chair, office, nav):
    made = open_series(chair, unit_id=office.pk, units=[nav.pk], said=said(), on=DAY)
    parts = made.participations.open()
    assert set(parts.values_list("unit_id", flat=True)) == {office.pk, nav.pk}

    fact = UnitFactory()
    change_series(
        chair, series_id=made.pk, version=1, units=[fact.pk], said=said(weeks_between=6),
        on=DAY + timedelta(days=9),
    )  # fmt: skip

    assert Series.objects.get().weeks_between == 6
    assert set(parts.values_list("unit_id", flat=True)) == {office.pk, fact.pk}
    with pytest.raises(Stale):
        change_series(chair, series_id=made.pk, version=1, units=[], said=said(), on=DAY)


def test_a_series_is_led_by_ones_own_unit(act_as, office, nav, series):
    with pytest.raises(PermissionDenied):
        open_series(
            act_as((nav, Role.COORDINATOR)), unit_id=office.pk, units=[], said=said(), on=DAY
        )
    with pytest.raises(Series.DoesNotExist):
        end_series(act_as((nav, Role.COORDINATOR)), series_id=series.pk, version=1, on=DAY)
    with pytest.raises(PermissionDenied):
        open_series(
            act_as((office, Role.ECONOMY)), unit_id=office.pk, units=[], said=said(), on=DAY
        )


def test_a_series_with_a_meeting_at_hand_does_not_end(chair, series, meeting):
    with pytest.raises(Refused):
        end_series(chair, series_id=series.pk, version=1, on=DAY)


def test_standing_items_open_the_agenda_and_one_meeting_is_at_hand(chair, office):
    made = series_of(office, standing_items=["Nytt frå einingane", "Ledige bustader"])
    plan = {"series_id": made.pk, "starts_at": time(9), "place": "", "on": DAY}

    first = plan_meeting(chair, held_on=DAY, **plan)

    assert [i.theme for i in first.items.order_by("position")] == made.standing_items
    with pytest.raises(Invalid):
        plan_meeting(chair, held_on=DAY + timedelta(days=1), **plan)
    with pytest.raises(Invalid):
        plan_meeting(chair, held_on=DAY - timedelta(days=1), **plan)


# the agenda


def test_a_person_stands_once_and_only_who_sees_them_puts_them_up(
    act_as, chair, nav, meeting, person
):
    up = ItemSaid(ItemKind.PERSON, person_id=person.pk)
    add_item(chair, meeting_id=meeting.pk, said=up)

    with pytest.raises(Refused):
        add_item(chair, meeting_id=meeting.pk, said=up)
    stranger = act_as((nav, Role.CASEWORKER))
    with pytest.raises(type(person).DoesNotExist):
        add_item(stranger, meeting_id=meeting.pk, said=up)
    with pytest.raises(Meeting.DoesNotExist):
        add_item(act_as((UnitFactory(), Role.COORDINATOR)), meeting_id=meeting.pk, said=up)


def test_a_meeting_that_is_over_takes_no_more(chair, series):
    over = meeting_of(series)
    Meeting.objects.filter(pk=over.pk).update(state="closed", closed_at=NOW())
    with pytest.raises(Refused):
        add_item(chair, meeting_id=over.pk, said=ItemSaid(ItemKind.THEME, theme="x"))


def test_what_is_withheld_is_said_to_be(log_in, act_as, nav, meeting, person):
    item_about(meeting, person)
    item_about(meeting)

    page = log_in(act_as((nav, Role.CASEWORKER))).get(f"/meetings/{meeting.pk}/")

    assert "One item concerns a person you do not follow" in text(page)
    assert "Kari" not in page.content.decode()
    assert person.pk not in [pk for entry in ReadEntry.objects.all() for pk in entry.person_ids]


def masked(response):
    """The page but for its keys, which are new each time."""
    return re.sub(
        r'(name="(form_key|csrfmiddlewaretoken)" value=)"[^"]*"|X-CSRFToken[^}]*', r"\1",
        response.content.decode(),
    )  # fmt: skip


@pytest.mark.parametrize("grade", ["confidential", "strictly_confidential"])
def test_a_protected_person_is_not_on_the_agenda_of_the_unqualified(
    log_in, act_as, nav, office, meeting, person, grade
):
    """Byte for byte the page without: neither counted nor numbered."""
    item_about(meeting)
    item_about(meeting, theme="Last")
    browser = log_in(act_as((nav, Role.CASEWORKER), (office, Role.COORDINATOR)))
    without = masked(browser.get(f"/meetings/{meeting.pk}/"))

    Protection.objects.create(person=person, grade=grade, since=DAY)
    hidden = item_about(meeting, person)
    Item.objects.filter(theme="Last").update(position=hidden.position + 1)

    assert masked(browser.get(f"/meetings/{meeting.pk}/")) == without
    assert browser.get(f"/meetings/{meeting.pk}/items/{hidden.pk}/").status_code == 404
    assert b"Kari" not in browser.get(f"/meetings/{meeting.pk}/minutes.pdf").content


def test_other_units_meetings_are_not_there(log_in, act_as, meeting):
    stranger = log_in(act_as((UnitFactory(), Role.COORDINATOR)))
    item = item_about(meeting)
    for path in ("", "invitation.ics", "minutes.pdf", f"items/{item.pk}/", "close/"):
        assert stranger.get(f"/meetings/{meeting.pk}/{path}").status_code == 404, path


# what proposes itself


def test_the_agenda_proposes_what_stands_still_with_its_reason(chair, meeting, person):
    NeedFactory(person=person, unit=person.responsibilities.get().unit, opened_on=date(2026, 8, 1))
    home = DwellingFactory()
    OutOfUse.objects.create(dwelling=home, cause=Cause.REPAIR, started_on=date(2026, 9, 1))

    found = {p.origin: p for p in proposals(chair, meeting, on=DAY)}

    assert found[Origin.NEED_STILL].about_id == person.pk
    assert "114 days" in found[Origin.NEED_STILL].why
    assert found[Origin.HOME_EMPTY].about_id == home.pk
    assert "83 days" in found[Origin.HOME_EMPTY].why


def test_a_turnover_past_its_limit_is_proposed_once_with_its_step(chair, meeting):
    slow = TurnoverFactory(vacated_on=date(2026, 9, 1))
    OutOfUse.turn_over(slow.dwelling, on=date(2026, 9, 1))
    TurnoverFactory(vacated_on=DAY - timedelta(days=3))

    (found,) = proposals(chair, meeting, on=DAY)

    assert (found.origin, found.about_id) == (Origin.HOME_EMPTY, slow.dwelling_id)
    assert "83 days: vacated" in found.why
    assert found.url == f"/upkeep/turnovers/{slow.pk}/"


def test_a_proposal_is_put_up_with_one_click_and_proposed_no_more(
    log_in, chair, meeting, person, form
):
    NeedFactory(person=person, unit=person.responsibilities.get().unit, opened_on=date(2026, 8, 1))
    browser = log_in(chair)
    (proposal,) = browser.get(f"/meetings/{meeting.pk}/").context["proposals"]
    fields = form(proposal=proposal.token)

    for _ in range(2):  # a double click has one effect
        assert browser.post(f"/meetings/{meeting.pk}/add/", fields).status_code in (302, 303)

    assert Matter.objects.get().origin == Origin.NEED_STILL
    assert browser.get(f"/meetings/{meeting.pk}/").context["proposals"] == []
    again = browser.post(f"/meetings/{meeting.pk}/add/", form(proposal=proposal.token))
    assert again.status_code == 409


def test_nobody_is_proposed_to_who_does_not_follow_them(act_as, office, meeting, person):
    NeedFactory(person=PersonFactory(), opened_on=date(2026, 1, 1))
    leader = act_as((office, Role.LEADER))
    assert proposals(leader, meeting, on=DAY) == []


def test_the_page_costs_the_same_however_long_the_agenda(
    log_in, chair, office, meeting, constant_queries
):
    browser = log_in(chair)

    def one_more():
        person = PersonFactory(unit=office)
        item = item_about(meeting, person)
        Discussion.note(item, person.pk, "x")
        Task.give(item, person_id=person.pk, text="x", owner_id=chair.user_id, due_on=DAY)
        NeedFactory(person=PersonFactory(unit=office), unit=office, opened_on=date(2026, 1, 1))

    constant_queries(lambda: browser.get(f"/meetings/{meeting.pk}/"), one_more)


# the sitting


@pytest.fixture
def sitting(chair, meeting, person):
    item = item_about(meeting, person)
    open_meeting(chair, meeting_id=meeting.pk, version=1, at=NOW())
    return item


def note(chair, item, **what):
    item.refresh_from_db()
    return note_item(
        chair, item_id=item.pk, version=item.version, said=Said(**what), on=DAY, at=NOW()
    )


def test_an_item_is_noted_with_decision_words_and_a_task(chair, sitting, person):
    task = TaskSaid("Ring huseigaren", chair.user_id, DAY + timedelta(days=7))
    note(
        chair,
        sitting,
        decision="Får plass ved basen.",
        discussion="Har hatt det tungt.",
        task=task,
    )

    assert Matter.objects.get().decision == "Får plass ved basen."
    assert Discussion.objects.get().text == "Har hatt det tungt."
    assert (Task.objects.get().person_id, Task.objects.get().state) == (person.pk, "open")
    sitting.refresh_from_db()
    assert sitting.is_taken


def test_who_reads_no_health_leaves_what_was_said_alone(act_as, chair, office, sitting):
    note(chair, sitting, decision="x", discussion="Har hatt det tungt.")
    allocator = act_as((office, Role.ALLOCATOR))

    note(allocator, sitting, decision="y", discussion="overwritten?")

    assert Discussion.objects.get().text == "Har hatt det tungt."
    assert Matter.objects.get().decision == "y"
    (line,) = agenda(allocator, sitting.meeting)
    assert (line.what, line.said) == ("Kari Nordheim", "")


def test_a_task_about_a_person_goes_to_somebody_who_follows_them(act_as, chair, nav, sitting):
    outsider = act_as((nav, Role.CASEWORKER))
    task = TaskSaid("x", outsider.user_id, DAY)
    with pytest.raises(Invalid):
        note(chair, sitting, decision="", task=task)


def test_who_does_not_lead_writes_nothing(log_in, act_as, nav, sitting, form):
    browser = log_in(act_as((nav, Role.COORDINATOR)))
    path = f"/meetings/{sitting.meeting_id}/items/{sitting.pk}/"
    assert browser.post(path, form(decision="x", row_version="1")).status_code == 404


def test_who_follows_the_person_leads_the_item_that_the_chair_may_not_see(
    log_in, act_as, chair, nav, meeting, form
):
    nils = act_as((nav, Role.COORDINATOR))
    item = item_about(meeting, PersonFactory(name="Ola Nav", unit=nav))
    open_meeting(chair, meeting_id=meeting.pk, version=1, at=NOW())
    path = f"/meetings/{meeting.pk}/items/{item.pk}/"
    assert log_in(chair).get(path).context["form"] is None

    browser = log_in(nils)
    page = browser.get(path)
    assert page.context["form"] is not None
    assert "End the meeting" not in text(page)
    said = {"decision": "NAV ringjer.", "owner": str(nils.user_id), "task": "Ring"}
    answer = browser.post(path, form(row_version=str(item.version), due_on="2026-12-01", **said))

    assert answer.status_code == 302
    assert Matter.objects.get(item=item).decision == "NAV ringjer."
    assert Task.objects.get().owner_id == nils.user_id


def test_who_only_follows_the_person_does_not_lead_when_the_chair_can(
    log_in, act_as, chair, nav, sitting, person, form
):
    nils = act_as((nav, Role.COORDINATOR))
    Responsibility.contribute(
        person.pk, unit=nav, basis=Basis.NEED, by=somebody(), on=DAY, accepted_on=DAY
    )
    path = f"/meetings/{sitting.meeting_id}/items/{sitting.pk}/"

    assert log_in(nils).get(path).context["form"] is None
    with pytest.raises(Item.DoesNotExist):
        note(nils, sitting, decision="x")


def test_what_was_typed_stays_when_somebody_else_was_quicker(log_in, chair, sitting, form):
    note(chair, sitting, decision="Kort no")
    path = f"/meetings/{sitting.meeting_id}/items/{sitting.pk}/"
    browser = log_in(chair)
    answer = browser.post(path, form(decision="Mitt", row_version="1"))

    assert answer.status_code == 409
    assert ">Mitt</textarea>" in answer.content.decode().replace("\n", "")
    assert "Decided now: Kort no" in text(answer)
    now = answer.context["line"].item.version
    assert browser.post(path, form(decision="Mitt", row_version=str(now))).status_code == 302
    assert Matter.objects.get().decision == "Mitt"


def test_two_who_write_at_the_same_time_do_not_overwrite_each_other(log_in, chair, sitting, form):
    note(chair, sitting, decision="first")
    path = f"/meetings/{sitting.meeting_id}/items/{sitting.pk}/"
    answer = log_in(chair).post(path, form(decision="second", row_version="1"))

    assert answer.status_code == 409
    assert Matter.objects.get().decision == "first"


def test_a_task_half_written_keeps_what_was_typed(log_in, chair, sitting, form):
    path = f"/meetings/{sitting.meeting_id}/items/{sitting.pk}/"
    answer = log_in(chair).post(
        path, form(decision="Noko lurt", task="Ring", row_version=str(sitting.version))
    )

    assert answer.status_code == 422
    assert "Noko lurt" in answer.content.decode()
    assert "Choose who does it." in text(answer)


def test_who_is_here_and_may_not_see_is_named_to_who_leads(log_in, act_as, chair, nav, sitting):
    outsider = UserFactory(name="Nils Nav")
    MembershipFactory(user=outsider, unit=nav, role=Role.CASEWORKER)
    path = f"/meetings/{sitting.meeting_id}/items/{sitting.pk}/"
    assert "Nils Nav" not in text(log_in(chair).get(path)).split("Not everybody")[0]

    note_attendance(chair, meeting_id=sitting.meeting_id, present=[outsider.pk, chair.user_id])

    assert Attendance.objects.count() == 2
    assert "Not everybody here may see this Nils Nav (NAV)" in text(log_in(chair).get(path))


def test_a_whole_meeting_in_pages(log_in, chair, meeting, person, form):
    first, last = item_about(meeting, person), item_about(meeting)
    browser = log_in(chair)
    base = f"/meetings/{meeting.pk}/"

    begun = browser.post(base + "begin/", form(row_version="1"))
    assert begun.url == f"{base}items/{first.pk}/"
    page = browser.get(begun.url)
    assert "Item 1 of 2" in text(page)
    fields = {
        "decision": "Ja",
        "task": "Ring",
        "owner": str(chair.user_id),
        "due_on": "2026-12-01",
    }
    onward = browser.post(begun.url, form(row_version=str(first.version), **fields))
    assert onward.url == f"{base}items/{last.pk}/"
    done = browser.post(onward.url, form(row_version="1", decision=""))
    assert done.url == base
    assert "1 task was given" in text(browser.get(base + "close/"))
    meeting.refresh_from_db()
    browser.post(base + "close/", form(row_version=str(meeting.version)))

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CLOSED
    assert browser.get(base + "minutes.pdf").content.startswith(b"%PDF")
    assert browser.post(base + "begin/", form(row_version="9")).status_code == 409


# what comes of it


def test_a_task_comes_back_until_it_is_done(chair, series, sitting):
    note(chair, sitting, decision="", task=TaskSaid("Ring", chair.user_id, DAY))
    sitting.meeting.refresh_from_db()
    close_meeting(chair, meeting_id=sitting.meeting_id, version=sitting.meeting.version, at=NOW())
    following = meeting_of(series, on=DAY + timedelta(days=14))

    (task,) = tasks_before(chair, following)
    late = proposals(chair, following, on=DAY + timedelta(days=14))
    assert [p.origin for p in late] == [Origin.TASK_LATE]

    end_task(chair, task_id=task.pk, version=1, state=TaskState.DONE, on=DAY)
    assert tasks_before(chair, following) == []
    with pytest.raises(Stale):
        end_task(chair, task_id=task.pk, version=1, state=TaskState.DONE, on=DAY)
    with pytest.raises(Refused):
        end_task(chair, task_id=task.pk, version=2, state=TaskState.DONE, on=DAY)


def test_only_the_owner_and_who_leads_end_a_task(act_as, office, chair, sitting):
    note(chair, sitting, decision="", task=TaskSaid("Ring", chair.user_id, DAY))
    task = Task.objects.get()
    other = act_as((office, Role.CARETAKER))
    with pytest.raises(Task.DoesNotExist):
        end_task(other, task_id=task.pk, version=1, state=TaskState.DONE, on=DAY)


def test_an_own_task_is_done_with_one_click_from_the_front_page(log_in, chair, sitting, form):
    note(chair, sitting, decision="", task=TaskSaid("Ring huseigaren", chair.user_id, DAY))
    browser = log_in(chair)
    front = browser.get("/").content.decode()
    task = Task.objects.get()
    assert "Ring huseigaren" in front
    assert f'action="/meetings/tasks/{task.pk}/end/"' in front

    browser.post(f"/meetings/tasks/{task.pk}/end/", form(row_version="1", back="/"))

    assert "Ring huseigaren" not in browser.get("/").content.decode()


def test_a_strange_way_back_is_not_taken(log_in, chair, sitting, form):
    note(chair, sitting, decision="", task=TaskSaid("Ring", chair.user_id, DAY))
    answer = log_in(chair).post(
        f"/meetings/tasks/{Task.objects.get().pk}/end/",
        form(row_version="1", back="https://elsewhere.example/"),
    )
    assert answer.url == "/meetings/tasks/"


def test_the_invitation_names_nobody_and_goes_to_each_once(chair, nav, meeting, person):
    item_about(meeting, person)
    user = UserFactory(email="nils@example.org", language="nb")
    MembershipFactory(user=user, unit=nav, role=Role.CASEWORKER)

    for _ in range(2):
        send_invitations(chair, meeting_id=meeting.pk, at=NOW())

    notice = Notice.objects.get()
    calendar = bytes(notice.document).decode()
    assert notice.user == user
    assert "DTSTART;TZID=Europe/Oslo:20261123T090000" in calendar
    assert "Kari" not in calendar + notice.body
    assert "Samordningsmøte" in notice.body


def test_who_was_asked_is_told_that_it_is_off_also_after_leaving_the_unit(
    log_in, chair, nav, meeting, form
):
    user = UserFactory(email="nils@example.org", language="en")
    position = MembershipFactory(user=user, unit=nav, role=Role.CASEWORKER)
    send_invitations(chair, meeting_id=meeting.pk, at=NOW())
    position.delete()
    late = UserFactory(email="kom@example.org")
    MembershipFactory(user=late, unit=nav, role=Role.CASEWORKER)
    meeting.refresh_from_db()

    fields = form(row_version=str(meeting.version))
    assert log_in(chair).post(f"/meetings/{meeting.pk}/call-off/", fields).status_code == 302

    first, off = Notice.objects.order_by("pk")
    assert (off.user, off.body.endswith("is called off.")) == (user, True)
    taken_back = bytes(off.document).decode()
    assert "METHOD:CANCEL" in taken_back
    assert "STATUS:CANCELLED" in taken_back
    assert uid(taken_back) == uid(bytes(first.document).decode())


def uid(entry):
    return next(line for line in entry.splitlines() if line.startswith("UID"))


def test_where_nobody_was_asked_nobody_is_told_that_it_is_off(chair, nav, meeting):
    MembershipFactory(user=UserFactory(email="a@example.org"), unit=nav, role=Role.CASEWORKER)

    call_off(chair, meeting_id=meeting.pk, version=meeting.version, at=NOW())

    assert not Notice.objects.exists()


def test_the_whole_minutes_go_to_the_archive_once(tmp_path, monkeypatch, chair, sitting):
    monkeypatch.setattr(jobs, "FOLDER", tmp_path / "archive")
    sitting.meeting.refresh_from_db()
    close_meeting(chair, meeting_id=sitting.meeting_id, version=sitting.meeting.version, at=NOW())

    assert jobs.archive_minutes(timestamp=0) == 1
    assert jobs.archive_minutes(timestamp=0) == 0

    (file,) = (tmp_path / "archive").iterdir()
    assert Meeting.objects.get().archived_as == file.name
    assert file.read_bytes().startswith(b"%PDF")


def test_a_full_archive_keeps_the_meeting_for_next_time(tmp_path, monkeypatch, chair, sitting):
    monkeypatch.setattr(jobs, "FOLDER", tmp_path / "in the way")
    (tmp_path / "in the way").write_text("")
    sitting.meeting.refresh_from_db()
    close_meeting(chair, meeting_id=sitting.meeting_id, version=sitting.meeting.version, at=NOW())

    assert jobs.archive_minutes(timestamp=0) == 0
    assert Meeting.objects.get().archived_as == ""


def test_a_person_is_put_up_from_their_page(log_in, chair, meeting, person, form):
    browser = log_in(chair)
    assert (
        f"/people/{person.pk}/meetings/" in browser.get(f"/people/{person.pk}/").content.decode()
    )
    path = f"/people/{person.pk}/meetings/"
    assert browser.post(path, form(meeting="999999")).status_code == 422
    assert browser.post(path, form(meeting=str(meeting.pk))).url == f"/people/{person.pk}/"
    assert Matter.objects.get().person == person


def test_the_series_and_the_plan_are_written_in_forms(log_in, chair, office, nav, form):
    browser = log_in(chair)
    assert browser.post("/meetings/series/new/", form(name="x")).status_code == 422
    fields = {
        "name": "Behovsutval", "kind": "needs_committee", "unit": str(office.pk),
        "units": [str(office.pk), str(nav.pk)], "weeks_between": "6", "starts_at": "10:00",
        "minutes": "60", "place": "", "standing_items": "Ledige bustader\n\nNytt",
    }  # fmt: skip
    planned = browser.post("/meetings/series/new/", form(**fields))
    series = Series.objects.get()
    assert planned.url == f"/meetings/series/{series.pk}/plan/"
    assert series.standing_items == ["Ledige bustader", "Nytt"]
    assert browser.get(f"/meetings/series/{series.pk}/").status_code == 200
    assert browser.get(planned.url).context["form"].initial["held_on"] == date(2026, 11, 30)
    made = browser.post(
        planned.url, form(held_on="2026-12-01", starts_at="10:00", place="Rådhuset")
    )
    assert made.url == f"/meetings/{Meeting.objects.get().pk}/"
    assert "Rådhuset" not in text(browser.get("/meetings/tasks/"))
    assert "Behovsutval" in text(browser.get("/meetings/"))


def test_the_screen_names_nobody_while_somebody_here_must_not_see(
    log_in, act_as, chair, nav, meeting, sitting
):
    outsider = act_as((nav, Role.CASEWORKER))
    note_attendance(chair, meeting_id=meeting.pk, present=[outsider.user_id])
    browser, path = log_in(chair), f"/meetings/{meeting.pk}/items/{sitting.pk}/"

    veiled = browser.get(path)
    assert "Kari" not in veiled.content.decode()
    assert "Not everybody here may see this" in text(veiled)

    assert "Kari Nordheim" in text(browser.get(path + "?show=1"))


def test_a_case_that_is_closed_drops_its_tasks(chair, sitting, person):
    note(chair, sitting, decision="", task=TaskSaid("Ring", chair.user_id, DAY))
    found = {row.what for row in standing([person.pk], on=DAY)}
    assert "Task: Ring" in found
    assert "On the agenda of Samordningsmøte" in found

    end_with_the_case(Closing([person.pk], by=chair.user_id, on=DAY))

    assert Task.objects.get().state == TaskState.DROPPED


def test_who_leaves_an_institution_without_a_home_proposes_themselves(chair, meeting, person):
    Stay.move(
        person, kind=StayKind.INSTITUTION, on=date(2026, 10, 1),
        expected_end_on=DAY + timedelta(days=9),
    )  # fmt: skip

    (proposal,) = proposals(chair, meeting, on=DAY)

    assert proposal.origin == Origin.DISCHARGE_COMING
    assert "in 9 days, without a home" in proposal.why


def test_an_unanswered_handoff_proposes_itself(meeting, chair, person):
    other = UnitFactory(name="Rusteneste")
    MembershipFactory(unit=other, role=Role.CASEWORKER)
    asked = ask_handoff(
        chair,
        person_id=person.pk,
        to_unit_id=other.pk,
        question=question(),
        on=DAY,
    )
    assert proposals(chair, meeting, on=DAY) == []

    (proposal,) = proposals(chair, meeting, on=asked.answer_by + timedelta(days=1))

    assert proposal.origin == Origin.HANDOFF_UNANSWERED
    assert "Rusteneste was to answer by" in proposal.why


def test_who_has_answered_is_not_said_to_be_late(meeting, chair, act_as, person):
    other, mandate = UnitFactory(name="Rusteneste"), UnitFactory(name="Leiinga", has_mandate=True)
    worker = act_as((other, Role.COORDINATOR))
    act_as((mandate, Role.COORDINATOR))
    asked = ask_handoff(
        chair, person_id=person.pk, to_unit_id=other.pk, question=question(), on=DAY
    )
    decline_handoff(
        worker, handoff_id=asked.pk, because=DeclineReason.NO_CAPACITY, words="Fullt.",
        suggests_id=None, on=DAY,
    )  # fmt: skip
    escalate_handoff(chair, handoff_id=asked.pk, on=DAY)

    (proposal,) = proposals(chair, meeting, on=DAY)

    assert proposal.why.startswith("It lies with Leiinga to decide")


def test_what_was_put_up_and_not_reached_comes_back(log_in, form, chair, series, meeting, person):
    for one in (
        ItemSaid(ItemKind.PERSON, person_id=person.pk),
        ItemSaid(ItemKind.THEME, theme="Nøklar"),
        ItemSaid(ItemKind.THEME, theme="Tatt opp"),
    ):
        add_item(chair, meeting_id=meeting.pk, said=one)
    Item.objects.get(theme="Tatt opp").take_up()
    Meeting.objects.filter(pk=meeting.pk).update(state="closed", opened_at=NOW(), closed_at=NOW())
    coming = meeting_of(series, on=DAY + timedelta(days=14))

    back = proposals(chair, coming, on=DAY)
    assert [proposal.what for proposal in back] == ["Kari Nordheim", "Nøklar"]
    for proposal in back:
        log_in(chair).post(f"/meetings/{coming.pk}/add/", form(proposal=proposal.token))

    assert {item.theme for item in coming.items.all()} == {"", "Nøklar"}
    assert proposals(chair, coming, on=DAY) == []


def test_who_put_up_somebody_the_chair_does_not_see_is_offered_them_again(
    log_in, form, act_as, nav, chair, series, meeting, person
):
    """And another at the table, who sees the person too, is not."""
    theirs = PersonFactory(name="Siv Vik", unit=nav)
    worker, colleague = (act_as((nav, Role.COORDINATOR)) for _ in range(2))
    add_item(worker, meeting_id=meeting.pk, said=ItemSaid(ItemKind.PERSON, person_id=theirs.pk))
    Meeting.objects.filter(pk=meeting.pk).update(state="closed", opened_at=NOW(), closed_at=NOW())
    coming = meeting_of(series, on=DAY + timedelta(days=14))
    url = f"/meetings/{coming.pk}/"
    assert "Siv Vik" not in text(log_in(chair).get(url))
    assert "Siv Vik" not in text(log_in(colleague).get(url))

    page = log_in(worker).get(url)
    assert "Siv Vik Was put up for" in text(page)
    (proposal,) = page.context["proposals"]
    log_in(worker).post(f"{url}add/", form(proposal=proposal.token))

    assert Matter.objects.filter(meeting=coming, person=theirs).count() == 1
    assert "Was put up for" not in text(log_in(worker).get(url))
    token = form(proposal=f"need_still-person-{person.pk}")
    assert log_in(worker).post(f"{url}add/", token).status_code == 409


def test_minutes_say_that_nobody_was_noted(chair, meeting):
    assert minutes_content(chair, meeting)["present"][1] == "not noted"


def test_who_ended_a_meeting_is_offered_to_plan_the_next(log_in, chair, series, sitting):
    browser, url = log_in(chair), f"/meetings/{sitting.meeting_id}/"
    plan = f"/meetings/series/{series.pk}/plan/"
    sitting.meeting.refresh_from_db()
    assert plan not in browser.get(url).content.decode()
    close_meeting(chair, meeting_id=sitting.meeting_id, version=sitting.meeting.version, at=NOW())

    assert plan in browser.get(url).content.decode()
    meeting_of(series, on=DAY + timedelta(days=14))
    assert plan not in browser.get(url).content.decode()


def test_a_word_without_an_end_breaks_in_the_minutes():
    assert breakable("Kort ord") == "Kort ord"
    assert breakable("a" * 61).split("\u200b") == ["a" * 30, "a" * 30, "a"]
