import re
from datetime import timedelta

import pytest

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.intake.models import Errand, Receipt, RoutingPlan, Said
from heimveg.intake.rules import ErrandKind, ErrandState, HowTold, Outcome
from heimveg.needs.models import Need
from heimveg.notices.models import Notice
from heimveg.notices.rules import NoticeState
from heimveg.persons.models import Person, Protection, Responsibility
from heimveg.persons.rules import Basis, Grade, IdKind
from tests.accounts.factories import MembershipFactory, MunicipalityFactory, UnitFactory
from tests.intake.factories import ErrandFactory
from tests.intake.test_likening import number_anew
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number

pytestmark = pytest.mark.django_db
TODAY = clock.today


@pytest.fixture
def office():
    MunicipalityFactory()
    return UnitFactory(name="Bustadkontoret", kind=UnitKind.HOUSING)


@pytest.fixture
def enter(act_as, log_in):
    """enter(unit, role): a browser in English."""

    def as_role(unit, role, **cleared):
        actor = act_as((unit, role), **cleared)
        User.objects.filter(pk=actor.user_id).update(language="en")
        return log_in(actor)

    return as_role


@pytest.fixture
def browser(enter, office):
    return enter(office, Role.COORDINATOR)


def manned(role=Role.CARE_WORKER, **unit):
    return MembershipFactory(role=role, **{f"unit__{k}": v for k, v in unit.items()}).unit


def text(response):
    return response.content.decode()


def post(browser, form, errand, what, **fields):
    fresh = Errand.objects.get(pk=errand.pk)
    given = form(row_version=str(fresh.version), **fields)
    return browser.post(f"/intake/errands/{errand.pk}/{what}/", given)


@pytest.mark.parametrize("kind", list(ErrandKind))
def test_each_kind_has_a_short_form_of_its_own(browser, kind):
    page = text(browser.get(f"/intake/new/{kind}/"))

    assert page.count("<input") + page.count("<textarea") < 45
    assert ("Was without a home" in page) is (kind is ErrandKind.ADMISSION)


def test_a_kind_that_is_not_there_is_not_there(browser):
    assert browser.get("/intake/new/gossip/").status_code == 404


def test_what_is_sent_twice_comes_in_once(browser, form):
    sent = form(name="Kari Ny", household_size="2", in_own_words="Nær syster mi")

    first = browser.post("/intake/new/application/", sent)
    second = browser.post("/intake/new/application/", sent)

    receipt = Receipt.objects.get()
    assert (first.status_code, second.status_code) == (302, 303)
    assert first["Location"] == second["Location"] == f"/intake/receipts/{receipt.pk}/"
    assert Errand.objects.get().household_size == 2


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("application", {"name": ""}, "Give a name or a nickname"),
        ("application", {"number": "1"}, "11 digits"),
        ("referral", {"came_from": ""}, "required"),
        ("concern", {"text": ""}, "required"),
        ("admission", {"institution": ""}, "required"),
        ("admission", {"admitted_on": "2099-01-01"}, "until today"),
        ("admission", {"expected_on": "2020-01-01"}, "a day to come"),
        ("discharge", {"expected_on": ""}, "required"),
    ],
)
def test_what_cannot_be_so_is_said_and_what_was_typed_is_kept(browser, form, kind, fields, says):
    whole = {
        "name": "Kari Ny", "came_from": "Post 3 på sjukehuset", "institution": "hospital",
        "admitted_on": TODAY().isoformat(), "expected_on": "", "text": "noko",
    }  # fmt: skip
    response = browser.post(f"/intake/new/{kind}/", form(**(whole | fields)))

    assert response.status_code == 422
    assert says in text(response)
    assert kind in {"application", "concern"} or "came_from" in fields or (
        "Post 3 på sjukehuset" in text(response)
    )  # fmt: skip
    assert not Errand.objects.exists()


def test_a_likeness_is_chosen_with_one_button(browser, office, form):
    known = PersonFactory(name="Kari Nordmann", unit=office)
    sent = {"name": "Kari Nordman", "text": "Ho ringde"}

    asked = browser.post("/intake/new/application/", form(**sent))
    assert asked.status_code == 422
    assert "It is this person" in text(asked)

    chosen = browser.post("/intake/new/application/", form(**sent, person=str(known.pk)))
    assert chosen.status_code == 302
    assert Errand.objects.get().person == known
    assert Person.objects.count() == 1


def test_the_receipt_tells_the_unit_and_never_the_person(enter, office, form):
    other = UnitFactory(name="Vaktmeistrane", kind=UnitKind.PROPERTY)
    browser = enter(other, Role.CARETAKER)
    browser.post("/intake/new/concern/", form(name="Kari Ny", text="Ho frys"))

    page = text(browser.get(f"/intake/receipts/{Receipt.objects.get().pk}/"))

    assert "Bustadkontoret" in page
    assert "Kari" not in page
    assert browser.get(f"/intake/errands/{Errand.objects.get().pk}/").status_code == 403


def test_somebody_known_elsewhere_is_never_in_the_log_or_on_the_page(enter, office, form):
    rus = UnitFactory(name="Rustenesta", kind=UnitKind.SUBSTANCE_USE)
    number = synthetic_number()
    known = PersonFactory(name="Ola Løynd", unit=rus, national_id=number, id_kind=IdKind.NATIONAL)
    browser = enter(UnitFactory(name="NAV", kind=UnitKind.NAV), Role.ALLOCATOR)

    answer = browser.post("/intake/new/application/", form(name="Ola", number=number), follow=True)

    assert Errand.objects.get().person == known
    assert "Rustenesta" not in text(answer)
    assert "Løynd" not in text(answer)
    read = [pk for entry in ReadEntry.objects.all() for pk in entry.person_ids]
    assert known.pk not in read


@pytest.mark.parametrize("role", [Role.CARETAKER, Role.PROPERTY, Role.ECONOMY, Role.CARE_WORKER])
@pytest.mark.parametrize("kind", ["referral", "application", "admission"])
def test_a_number_gets_the_same_answer_known_or_not(enter, office, form, role, kind):
    rus = UnitFactory(name="Rustenesta", kind=UnitKind.SUBSTANCE_USE)
    homes = UnitFactory(name="Vaktmeistrane", kind=UnitKind.PROPERTY)
    numbers = [synthetic_number(serial=100 * n) for n in (1, 2, 3, 4)]
    known, hidden, tenant = (
        PersonFactory(name="Ola Løynd", unit=rus, national_id=n, id_kind=IdKind.NATIONAL)
        for n in numbers[1:]
    )
    Protection.mark(hidden.pk, Grade.STRICTLY, on=TODAY())
    if role is not Role.CARE_WORKER:  # who would see the tenant, and may
        Responsibility.contribute(
            tenant.pk, unit=homes, basis=Basis.TENANCY, by=1, on=TODAY(), accepted_on=None
        )
    browser = enter(homes, role)
    told = {
        "came_from": "Post 3", "institution": "hospital", "admitted_on": TODAY().isoformat(),
        "is_homeless": "on",
    }  # fmt: skip

    pages = set()
    for number in numbers:
        sent = form(name="Ola Løynd", number=number, **told)
        answer = browser.post(f"/intake/new/{kind}/", sent, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/intake/receipts/")
        pages.add(re.sub(r"\d", "", drawn(text(answer))))

    assert len(pages) == 1
    page = pages.pop()
    assert "Bustadkontoret" in page
    assert "Rustenesta" not in page
    assert Errand.objects.get(person=known).unit == rus


def drawn(page):
    """Without what is different at every drawing."""
    page = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    return re.sub(r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"', "", page)


@pytest.mark.parametrize("role", [Role.CARETAKER, Role.PROPERTY, Role.ECONOMY])
@pytest.mark.parametrize("kind", ["concern", "outreach", "referral"])
def test_who_keeps_homes_meets_no_tenant_by_name(enter, office, form, role, kind):
    rus = UnitFactory(name="Rustenesta", kind=UnitKind.SUBSTANCE_USE)
    homes = UnitFactory(name="Vaktmeistrane", kind=UnitKind.PROPERTY)
    tenant = PersonFactory(name="Kari Nordmann", birth_year=1971, unit=rus)
    Responsibility.contribute(
        tenant.pk, unit=homes, basis=Basis.TENANCY, by=1, on=TODAY(), accepted_on=None
    )
    browser = enter(homes, role)
    sent = {"text": "Ho frys", "came_from": "Grannen"}

    known = browser.post(f"/intake/new/{kind}/", form(name="Kari Nordmann", **sent), follow=True)
    unknown = browser.post(f"/intake/new/{kind}/", form(name="Noreg Karison", **sent), follow=True)

    pages = [re.sub(r"\d", "", drawn(text(answer))) for answer in (known, unknown)]
    assert pages[0] == pages[1]
    assert "Rustenesta" not in pages[0]


def test_a_receipt_is_for_who_took_it_and_who_sees_to_what_comes_in(enter, office, form):
    homes = UnitFactory(name="Vaktmeistrane", kind=UnitKind.PROPERTY)
    others = ErrandFactory()
    caretaker = enter(homes, Role.CARETAKER)
    caretaker.post("/intake/new/concern/", form(name="Kari Ny", text="Ho frys"))
    own = Receipt.objects.exclude(pk=others.receipt_id).get()

    assert caretaker.get(f"/intake/receipts/{own.pk}/").status_code == 200
    assert caretaker.get(f"/intake/receipts/{others.receipt_id}/").status_code == 404
    assert caretaker.get("/intake/", {"number": others.receipt_id}).status_code == 422
    colleague = enter(homes, Role.CARETAKER)
    assert colleague.get(f"/intake/receipts/{own.pk}/").status_code == 404
    office_worker = enter(office, Role.ALLOCATOR)
    assert office_worker.get(f"/intake/receipts/{own.pk}/").status_code == 200


def test_the_number_leads_to_where_it_went(browser):
    errand = ErrandFactory()

    found = browser.get("/intake/", {"number": errand.receipt_id})
    unknown = browser.get("/intake/", {"number": errand.receipt_id + 1})

    assert found["Location"] == f"/intake/receipts/{errand.receipt_id}/"
    assert unknown.status_code == 422


def test_an_errand_becomes_a_need_without_retyping(browser, office, form):
    errand = ErrandFactory(
        person=PersonFactory(unit=office), unit=office, household_size=3,
        urgency_reasons=["nowhere_to_sleep"], in_own_words="Nær syster mi",
    )  # fmt: skip

    answer = post(browser, form, errand, "need")

    need = Need.objects.get()
    assert answer["Location"] == f"/needs/{need.pk}/change/"
    assert (need.household_size, need.in_own_words) == (3, "Nær syster mi")
    assert need.urgency_reasons == ["nowhere_to_sleep"]
    assert need.urgency > 1
    assert need.opened_on == errand.came_on
    errand.refresh_from_db()
    assert (errand.need, errand.state) == (need, ErrandState.IN_HAND)
    assert "Nær syster mi" in text(browser.get(answer["Location"]))


def test_a_person_with_an_open_need_keeps_that_one(browser, office, form):
    person = PersonFactory(unit=office)
    need = Need.begin(person=person, unit=office, by=1, on=TODAY())
    errand = ErrandFactory(person=person, unit=office)

    post(browser, form, errand, "need")

    errand.refresh_from_db()
    assert errand.need == need
    assert Need.objects.count() == 1


def test_a_reply_in_time_goes_in_the_outbox_once_and_stops_the_clock(browser, office, form):
    late = TODAY() - timedelta(days=1)
    errand = ErrandFactory(
        person=PersonFactory(name="Kari Ny", unit=office, language="nb"), unit=office,
        answer_by=late,
    )  # fmt: skip
    assert errand.is_late(on=TODAY())

    answer = post(browser, form, errand, "reply", how=HowTold.LETTER)
    again = post(browser, form, errand, "reply", how=HowTold.LETTER)

    notice = Notice.objects.get()
    assert (answer.status_code, again.status_code) == (302, 409)
    assert (notice.language, notice.state) == ("nb", NoticeState.WAITING)
    assert "Vi har fått henvendelsen din" in notice.body
    assert "søknad" not in notice.body
    errand.refresh_from_db()
    assert not errand.is_late(on=TODAY())


def test_a_protected_persons_letter_is_held(enter, office, form):
    browser = enter(office, Role.COORDINATOR, handles_protected=True)
    person = PersonFactory(name="Kari Ny", unit=office)
    Protection.mark(person.pk, Grade.CONFIDENTIAL, on=TODAY())
    errand = ErrandFactory(person=person, unit=office)

    post(browser, form, errand, "reply", how=HowTold.LETTER)

    assert Notice.objects.get().state == NoticeState.HELD


def test_nobody_writes_a_letter_to_a_nickname(browser, office, form):
    person = PersonFactory(name="", nickname="Lua", unit=office)
    errand = ErrandFactory(person=person, unit=office)

    answer = post(browser, form, errand, "reply", how=HowTold.LETTER)

    assert answer.status_code == 422
    assert "where you meet them" in text(answer)
    assert not Notice.objects.exists()


def test_a_concern_is_not_answered_to_the_person(browser, office, form):
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office, kind=ErrandKind.CONCERN)

    assert post(browser, form, errand, "reply", how=HowTold.LETTER).status_code == 409
    assert not Notice.objects.exists()


def test_what_is_lacking_is_said_and_taken_up_again(browser, office, form):
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office)

    assert post(browser, form, errand, "lacking", lacking=" ").status_code == 422
    post(browser, form, errand, "lacking", lacking="Inntektspapir")
    errand.refresh_from_db()
    assert (errand.state, errand.lacking) == (ErrandState.INCOMPLETE, "Inntektspapir")

    post(browser, form, errand, "take")
    errand.refresh_from_db()
    assert (errand.state, errand.lacking) == (ErrandState.IN_HAND, "")


def test_closing_says_how_it_went_and_only_once(browser, office, form):
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office)

    assert post(browser, form, errand, "close", outcome="").status_code == 422
    assert post(browser, form, errand, "close", outcome=Outcome.NEED).status_code == 422
    assert post(browser, form, errand, "close", outcome=Outcome.ADVICE).status_code == 302
    assert post(browser, form, errand, "close", outcome=Outcome.HELPED).status_code == 409
    errand.refresh_from_db()
    assert (errand.outcome, errand.closed_on) == (Outcome.ADVICE, TODAY())


def test_two_who_have_it_open_do_not_write_over_each_other(browser, office, form):
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office)
    stale = form(row_version=str(errand.version), outcome=Outcome.ADVICE)
    post(browser, form, errand, "take")

    answer = browser.post(f"/intake/errands/{errand.pk}/close/", stale)

    assert answer.status_code == 409
    errand.refresh_from_db()
    assert errand.state == ErrandState.IN_HAND


def test_passed_on_it_has_another_unit_and_the_same_day_of_answer(browser, office, form):
    rus = manned(kind=UnitKind.SUBSTANCE_USE)
    person = PersonFactory(unit=office)
    errand = ErrandFactory(person=person, unit=office, answer_by=TODAY())

    post(browser, form, errand, "pass-on", unit=str(rus.pk))

    errand.refresh_from_db()
    assert (errand.unit, errand.answer_by) == (rus, TODAY())
    running = Responsibility.objects.running_on(TODAY())
    assert running.coordinating().get(person=person).unit == office
    assert running.filter(person=person, unit=rus).count() == 1


@pytest.mark.parametrize("role", [None, Role.CARETAKER])
def test_it_is_not_passed_to_a_unit_where_nobody_can_see_to_it(browser, office, form, role):
    other = manned(role, name="Vaktmeistrane") if role else UnitFactory(name="Tom eining")
    manned(name="Rusteamet")
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office)

    page = text(browser.get(f"/intake/errands/{errand.pk}/"))
    answer = post(browser, form, errand, "pass-on", unit=str(other.pk))

    assert "Rusteamet" in page
    assert other.name not in page
    assert answer.status_code == 422
    assert "Nobody in that unit can see to what comes in" in text(answer)
    errand.refresh_from_db()
    assert errand.unit == office


def test_a_rule_whose_unit_has_nobody_left_is_passed_over_and_said_so(browser, office, form):
    youth = manned(name="Ungdomsteamet")
    browser.post("/intake/routing/0/", form(**RULE, unit=str(youth.pk), plan=""))
    assert "Nobody in the unit" not in text(browser.get("/intake/routing/"))

    youth.memberships.update(ended_on=TODAY())

    page = text(browser.get("/intake/routing/", {"kind": "concern", "age": "19"}))
    assert "Nobody in the unit can see to what comes in now" in page
    assert "yes, this one" not in page
    assert f'<option value="{youth.pk}">' not in page
    plan = str(RoutingPlan.objects.get().pk)
    again = browser.post("/intake/routing/0/", form(**RULE, unit=str(youth.pk), plan=plan))
    assert again.status_code == 422
    assert "Nobody in that unit" in text(again)


def test_another_units_errand_is_not_there(enter, office, form):
    errand = ErrandFactory()
    browser = enter(office, Role.COORDINATOR)

    assert browser.get(f"/intake/errands/{errand.pk}/").status_code == 404
    for what in ("take", "need"):
        assert post(browser, form, errand, what).status_code == 404
    for what, fields in (("close", {"outcome": "advice"}), ("lacking", {"lacking": "x"})):
        assert post(browser, form, errand, what, **fields).status_code == 404
    assert errand.person.shown_name not in text(browser.get("/intake/errands/?which=all"))


def test_health_is_not_on_the_allocators_page(enter, office):
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office)
    Said.objects.create(errand=errand, person=errand.person, text="Høyrer røyster")
    url = f"/intake/errands/{errand.pk}/"

    assert "Høyrer røyster" in text(enter(office, Role.COORDINATOR).get(url))
    assert "Høyrer røyster" not in text(enter(office, Role.ALLOCATOR).get(url))


@pytest.mark.parametrize("which", ["", "late", "all", "closed"])
def test_the_lists_cost_the_same_with_more_rows(browser, office, constant_queries, which):
    def make():
        errand = ErrandFactory(
            person=PersonFactory(unit=office), unit=office, answer_by=TODAY() - timedelta(days=3)
        )
        if which == "closed":
            errand.close(Outcome.ADVICE, on=TODAY())

    constant_queries(lambda: browser.get(f"/intake/errands/?which={which}"), make)


def test_the_person_page_and_the_front_page_show_it(browser, office):
    errand = ErrandFactory(
        person=PersonFactory(unit=office), unit=office, answer_by=TODAY() - timedelta(days=3)
    )
    url = f"/intake/errands/{errand.pk}/"

    assert url in text(browser.get(f"/people/{errand.person_id}/"))
    assert url in text(browser.get("/"))


def test_a_case_with_something_unanswered_is_not_closed(browser, office, form):
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office)

    page = text(browser.get(f"/people/{errand.person_id}/case/"))

    assert f"/intake/errands/{errand.pk}/" in page


RULE = {
    "name": "Ungdom", "age_below": "24", "position": "1", "age_from": "", "note": "Nytt team",
}  # fmt: skip


def test_a_rule_is_written_tried_and_taken_away(browser, office, form):
    youth = manned(name="Ungdomsteamet")
    answer = browser.post("/intake/routing/0/", form(**RULE, unit=str(youth.pk), plan=""))
    assert answer.status_code == 302

    young = browser.get("/intake/routing/", {"kind": "concern", "age": "19"})
    older = browser.get("/intake/routing/", {"kind": "concern", "age": "40"})
    assert "yes, this one" in text(young)
    assert "the person is older" in text(older)

    plan = RoutingPlan.objects.get()
    changed = form(**(RULE | {"age_below": "30"}), unit=str(youth.pk), plan=str(plan.pk))
    assert browser.post("/intake/routing/1/", changed).status_code == 302
    assert browser.post("/intake/routing/1/remove/", form(plan=str(plan.pk))).status_code == 409
    newest = RoutingPlan.in_force(on=TODAY())
    assert newest.rules.get().age_below == 30
    assert plan.rules.get().age_below == 24
    browser.post("/intake/routing/1/remove/", form(plan=str(newest.pk)))
    assert not RoutingPlan.in_force(on=TODAY()).rules.exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "required"),
        ({"age_from": "24"}, "Nobody is left"),
        ({"unit": ""}, "required"),
    ],
)
def test_a_rule_that_cannot_be_is_said(browser, office, form, fields, says):
    given = RULE | {"unit": str(office.pk), "plan": ""} | fields

    answer = browser.post("/intake/routing/0/", form(**given))

    assert answer.status_code == 422
    assert says in text(answer)
    assert not RoutingPlan.objects.exists()


def test_who_may_not_set_the_rules_sees_them(enter, office, form):
    browser = enter(office, Role.ALLOCATOR)

    assert browser.get("/intake/routing/").status_code == 200
    assert browser.get("/intake/routing/0/").status_code == 403
    assert browser.post("/intake/routing/0/", form(**RULE)).status_code == 403


def receipt_of(browser, errand):
    return text(browser.get(f"/intake/receipts/{errand.receipt_id}/"))


def days_from_now(days):
    return TODAY() + timedelta(days=days)


@pytest.mark.parametrize(
    ("state", "due", "says"),
    [
        (ErrandState.NEW, 5, "An answer comes by"),
        (ErrandState.NEW, -5, "the answer was to come by"),
        (ErrandState.IN_HAND, -5, "Somebody has it in hand"),
        (ErrandState.CLOSED, -5, "<strong>Closed</strong>"),
    ],
)
@pytest.mark.parametrize("is_seen", [True, False])
def test_a_number_says_how_far_it_has_come_and_never_promises_a_day_past(
    enter, office, state, due, says, is_seen
):
    browser = enter(office, Role.COORDINATOR)
    unit = office if is_seen else UnitFactory()
    closed = {"closed_on": TODAY(), "outcome": Outcome.HELPED}
    errand = ErrandFactory(
        person=PersonFactory(unit=unit), unit=unit, kind=ErrandKind.CONCERN, state=state,
        answer_by=days_from_now(due), **(closed if state is ErrandState.CLOSED else {}),
    )  # fmt: skip

    page = receipt_of(browser, errand)

    assert says in page
    assert ("An answer comes by" in page) is (due > 0)
    assert ("Got help in another way" in page) is (is_seen and state is ErrandState.CLOSED)
    assert errand.person.shown_name not in page


@pytest.mark.parametrize(
    ("state", "due"),
    [(ErrandState.NEW, -5), (ErrandState.IN_HAND, 5), (ErrandState.CLOSED, -5)],
)
def test_a_number_says_the_same_of_somebody_strictly_protected_as_of_anybody(
    enter, office, state, due
):
    number_anew()
    browser = enter(office, Role.COORDINATOR)
    closed = {"closed_on": TODAY(), "outcome": Outcome.HELPED}
    told = []
    for is_protected in (False, True):
        errand = ErrandFactory(
            person=PersonFactory(unit=UnitFactory()), kind=ErrandKind.CONCERN, state=state,
            answer_by=days_from_now(due), **(closed if state is ErrandState.CLOSED else {}),
        )  # fmt: skip
        if is_protected:
            Protection.mark(errand.person_id, Grade.STRICTLY, on=TODAY())
        said = receipt_of(browser, errand)
        part = said.split('id="receipt"')[1].split("hv-quiet")[0]
        told.append(re.sub(rf"(?<=>)Unit \d+|\b{errand.receipt_id}\b", "#", part))
    assert told[0] == told[1]
    assert "The day of answer was" not in told[1]
