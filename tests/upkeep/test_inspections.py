"""Inspections end with a conclusion that the answers bear, and are never doubled."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.notices.models import Notice
from heimveg.persons.models import Person, Protection
from heimveg.persons.rules import Grade
from heimveg.tenancies.models import Tenancy
from heimveg.upkeep.commands.inspections import (
    Seen,
    conclude_inspection,
    take_access_step,
    write_findings,
)
from heimveg.upkeep.commands.planning import plan_inspection
from heimveg.upkeep.commands.signing import sign_takeover
from heimveg.upkeep.models import Finding, HomeCondition, Inspection, Photo, PhotoFile, Signature
from heimveg.upkeep.permissions import SIGN_TAKEOVER
from heimveg.upkeep.protocol import protocol_pdf
from heimveg.upkeep.rules import (
    AccessStep,
    Answer,
    Conclusion,
    InspectionKind,
    Party,
    Verdict,
    verdict,
)
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import InspectionFactory
from tests.upkeep.test_pictures import jpeg

pytestmark = pytest.mark.django_db
NOW = "2026-06-15T10:00:00Z"


@pytest.fixture
def inspection(home, standard):
    return InspectionFactory(dwelling=home, standard=standard, kind=InspectionKind.MOVE_IN)


def conclude(actor, inspection, seen, conclusion, version=1):
    return conclude_inspection(
        actor, inspection_id=inspection.pk, version=version, seen=seen, conclusion=conclusion,
        words="", on=TODAY, at=NOW,
    )  # fmt: skip


ALL = [
    Seen("own_bath", Answer.YES),
    Seen("fire_safety", Answer.YES),
    Seen("width", Answer.YES, 90),
]


NOT_ALL = [*ALL[:2], Seen("width", Answer.NOT_CHECKED, note="Låst dør inn til badet.")]
BELOW = [Seen("own_bath", Answer.NO), ALL[1]]


@pytest.mark.parametrize(
    ("seen", "conclusion", "why"),
    [
        (ALL[:2], Conclusion.AT_STANDARD, "The width"),
        (ALL, Conclusion.BELOW_STANDARD, "at the standard"),
        ([], Conclusion.BELOW_STANDARD, "Nothing is answered yet"),
        (NOT_ALL, Conclusion.BELOW_STANDARD, "Nothing that is required was found below"),
        (NOT_ALL, Conclusion.AT_STANDARD, "not checked: The width"),
        ([*ALL[:2], Seen("width", Answer.NO)], Conclusion.PARTLY_SEEN, "is below the standard"),
        ([*BELOW, Seen("width", Answer.NOT_CHECKED)], Conclusion.BELOW_STANDARD, "Answer this"),
        (ALL, Conclusion.NO_ACCESS, "First write the step"),
        (ALL, Conclusion.OPEN, "Say how it ended"),
    ],
)
def test_the_conclusion_must_be_borne_by_the_answers(keeper, inspection, seen, conclusion, why):
    with pytest.raises(Invalid, match=why):
        conclude(keeper, inspection, seen, conclusion)


def test_what_was_not_looked_at_with_a_reason_is_no_fault_and_no_praise(keeper, inspection):
    conclude(keeper, inspection, NOT_ALL, Conclusion.PARTLY_SEEN)

    assert not HomeCondition.objects.filter(code="width").exists()


def test_after_damage_only_what_was_damaged_is_answered(keeper, home, standard):
    damage = InspectionFactory(dwelling=home, standard=standard, kind=InspectionKind.DAMAGE)

    conclude(keeper, damage, BELOW[:1], Conclusion.BELOW_STANDARD)

    assert HomeCondition.objects.get().answer == "no"


@pytest.mark.parametrize("conclusion", ["below_standard", "partly_seen"])
def test_the_database_keeps_a_conclusion_that_the_findings_do_not_bear_out(
    keeper, inspection, conclusion
):
    write_findings(keeper, inspection_id=inspection.pk, version=1, seen=ALL, words="", on=TODAY)
    ended = {"held_on": TODAY, "held_by": keeper.user_id, "concluded_at": NOW}
    mine = Inspection.objects.filter(pk=inspection.pk)

    with pytest.raises(IntegrityError, match="do not bear"), transaction.atomic():
        mine.update(conclusion=conclusion, **ended)
    mine.update(conclusion="at_standard", **ended)


def test_a_measure_has_decimals_written_with_a_comma(log_in, keeper, inspection, form):
    client, url = log_in(keeper), reverse("upkeep:inspection", args=[inspection.pk])

    fields = {"answer-width": "yes", "measure-width": "89,5"}
    client.post(url, form(row_version="1", conclusion="", **fields))

    finding = Finding.objects.get(criterion__code="width")
    assert str(finding.measure) == "89.5"
    assert verdict(finding.criterion.measured, finding.known) is Verdict.BELOW


@pytest.mark.parametrize("conclusion", ["", "at_standard"])
def test_a_measure_that_cannot_be_right_is_asked_about_at_its_field(
    log_in, keeper, inspection, form, conclusion
):
    client, url = log_in(keeper), reverse("upkeep:inspection", args=[inspection.pk])
    fields = {"answer-width": "yes", "measure-width": "5001", "words": "Pent"}

    answer = client.post(url, form(row_version="1", conclusion=conclusion, **fields))

    page = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert "5 001 cm" in page or "5001 cm" in page
    assert 'value="5001"' in page
    assert not Finding.objects.filter(measure__isnull=False).exists()


def test_words_are_kept_before_the_inspection_is_concluded(log_in, keeper, inspection, form):
    client, url = log_in(keeper), reverse("upkeep:inspection", args=[inspection.pk])

    client.post(url, form(row_version="1", conclusion="", words="Merke på dørkarmen."))

    assert "Merke på dørkarmen.</textarea>" in client.get(url).content.decode()


def test_what_is_concluded_is_known_of_the_home_and_is_not_rewritten(keeper, inspection):
    conclude(keeper, inspection, ALL, Conclusion.AT_STANDARD)

    known = dict(HomeCondition.objects.values_list("code", "answer"))
    assert known == {"own_bath": "yes", "fire_safety": "yes", "width": "yes"}
    with pytest.raises(Refused, match="concluded"):
        write_findings(
            keeper, inspection_id=inspection.pk, version=2, seen=ALL, words="", on=TODAY
        )
    with pytest.raises(IntegrityError, match="concluded"), transaction.atomic():
        Finding.objects.update(answer="no")


def test_an_older_look_does_not_hide_a_newer(home):
    newer = HomeCondition(dwelling=home, code="own_bath", answer="yes", seen_on=TODAY)
    older = HomeCondition(
        dwelling=home, code="own_bath", answer="no", seen_on=TODAY - timedelta(days=1)
    )
    HomeCondition.see([newer])
    HomeCondition.see([older])

    assert HomeCondition.objects.get().answer == "yes"


def test_two_editors_never_overwrite_each_other(keeper, inspection):
    write_findings(
        keeper, inspection_id=inspection.pk, version=1, seen=ALL[:1], words="", on=TODAY
    )

    with pytest.raises(Stale):
        write_findings(
            keeper, inspection_id=inspection.pk, version=1, seen=ALL, words="", on=TODAY
        )


def test_the_steps_towards_access_are_taken_in_order_with_lawful_notice(keeper, inspection):
    def take(step, day):
        taken_on = TODAY + timedelta(days=day)
        return take_access_step(
            keeper, inspection_id=inspection.pk, step=step, taken_on=taken_on,
            on=TODAY + timedelta(days=9), note="",
        )  # fmt: skip

    with pytest.raises(Invalid, match="order"):
        take(AccessStep.WRITTEN_NOTICE, 0)
    take(AccessStep.NOT_OPENED, 0)
    with pytest.raises(Invalid, match="One step a day"):
        take(AccessStep.ASKED_AGAIN, 0)
    take(AccessStep.ASKED_AGAIN, 1)
    take(AccessStep.WRITTEN_NOTICE, 2)
    with pytest.raises(Invalid, match="notice has run"):
        take(AccessStep.TAKEN_FURTHER, 8)
    take(AccessStep.TAKEN_FURTHER, 9)
    conclude(keeper, inspection, [], Conclusion.NO_ACCESS)
    assert not HomeCondition.objects.exists()


@pytest.mark.parametrize(
    ("days", "words"), [(1, "not before"), (3_000, "not before"), (-40_000, "before its day")]
)
def test_a_step_towards_access_has_been_taken(keeper, inspection, days, words):
    with pytest.raises(Invalid, match=words):
        take_access_step(
            keeper, inspection_id=inspection.pk, step=AccessStep.NOT_OPENED,
            taken_on=TODAY + timedelta(days=days), on=TODAY, note="",
        )  # fmt: skip
    assert not inspection.attempts.exists()


@pytest.mark.parametrize("days", [-366, 731])
def test_an_inspection_is_planned_within_two_years(keeper, home, standard, days):
    with pytest.raises(Invalid, match="within two years"):
        plan(keeper, home, planned_on=TODAY + timedelta(days=days))


def plan(actor, home, *, to=None, planned_on=TODAY):
    return plan_inspection(
        actor, dwelling_id=home.pk, kind=InspectionKind.YEARLY, assigned_to_id=to,
        planned_on=planned_on, on=TODAY, at=NOW,
    )  # fmt: skip


def test_an_inspection_that_the_office_plans_is_told_to_who_shall_hold_it(
    act_as, keeper, caretaker, stranger, home, standard
):
    office = act_as((UnitFactory(), Role.ALLOCATOR))

    to_all = plan(office, home)
    to_one = plan(office, home, to=caretaker.user_id, planned_on=TODAY + timedelta(days=1))
    plan(keeper, home, to=keeper.user_id)

    said = set(Notice.objects.values_list("user", "leads_to"))
    at = {one.pk: reverse("upkeep:inspection", args=[one.pk]) for one in (to_all, to_one)}
    assert said == {
        (keeper.user_id, at[to_all.pk]),
        (caretaker.user_id, at[to_all.pk]),
        (caretaker.user_id, at[to_one.pk]),
    }
    with pytest.raises(Invalid, match="keeps this home"):
        plan(office, home, to=stranger.user_id)


def test_an_inspection_that_would_be_on_nobodys_list_is_not_planned(act_as, home, standard):
    office = act_as((UnitFactory(), Role.ALLOCATOR))

    with pytest.raises(Invalid, match="Nobody keeps this home"):
        plan(office, home)


def test_there_is_no_way_to_a_protocol_before_there_is_one(log_in, keeper, inspection):
    client, url = log_in(keeper), reverse("upkeep:inspection", args=[inspection.pk])
    protocol = reverse("desk:takeover", args=[inspection.pk])

    before = client.get(url).content.decode()
    conclude(keeper, inspection, ALL, Conclusion.AT_STANDARD)

    assert protocol not in before
    assert protocol in client.get(url).content.decode()


def test_an_answer_that_is_none_is_asked_for_again(log_in, keeper, inspection, form):
    url = reverse("upkeep:inspection", args=[inspection.pk])
    answer = log_in(keeper).post(
        url, form(row_version="1", conclusion="", **{"answer-own_bath": "perhaps"})
    )
    assert answer.status_code == 422
    assert not inspection.findings.exists()


def test_a_concluded_inspection_shows_what_it_costs_to_lift(log_in, keeper, inspection):
    below = Seen("own_bath", Answer.NO, cost_ore=1_234_500)
    conclude(keeper, inspection, [below, *ALL[1:]], Conclusion.BELOW_STANDARD)
    page = log_in(keeper).get(reverse("upkeep:inspection", args=[inspection.pk]))
    assert "12345" in page.content.decode()


def sent(inspection, form, **more):
    return form(row_version="1", conclusion="", **{"answer-own_bath": "yes"}, **more)


def test_a_photo_is_kept_once_however_often_it_is_sent(log_in, keeper, inspection, form):
    client, url = log_in(keeper), reverse("upkeep:send-photo", args=[inspection.pk])
    key = str(uuid.uuid4())

    answers = [
        client.post(url, {"form_key": key, "photo-own_bath": SimpleUploadedFile("a.jpg", jpeg())})
        for _ in range(3)
    ]

    assert answers[0].status_code == 204
    assert Photo.objects.count() == PhotoFile.objects.count() == 1
    photo = Photo.objects.get()
    assert photo.criterion.code == "own_bath"
    shown = client.get(reverse("upkeep:photo", args=[inspection.pk, photo.pk]))
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "no-store")


def test_an_inspection_sent_twice_has_one_effect(log_in, keeper, inspection, form):
    client, url = log_in(keeper), reverse("upkeep:inspection", args=[inspection.pk])
    data = sent(inspection, form)
    photo = {"photo-own_bath": SimpleUploadedFile("a.jpg", jpeg())}

    first = client.post(url, data | photo)
    again = client.post(url, data | {"photo-own_bath": SimpleUploadedFile("a.jpg", jpeg())})

    assert (first.status_code, again.status_code) == (302, 303)
    inspection.refresh_from_db()
    assert (inspection.version, Photo.objects.count(), Finding.objects.count()) == (2, 1, 3)


def test_what_was_typed_is_there_when_something_must_be_mended(log_in, keeper, inspection, form):
    client, url = log_in(keeper), reverse("upkeep:inspection", args=[inspection.pk])
    bad = SimpleUploadedFile("a.jpg", b"no photo")

    answer = client.post(
        url,
        sent(inspection, form, **{"note-own_bath": "Fukt", "measure-width": "x"})
        | {"photo-": bad},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Fukt" in page
    assert "number, such as" in page
    assert "not a photo" in page
    assert not Finding.objects.exists()


def test_an_office_that_only_reads_cannot_send(log_in, act_as, inspection, form):
    client = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    url = reverse("upkeep:inspection", args=[inspection.pk])

    assert client.get(url).status_code == 200
    assert client.post(url, sent(inspection, form)).status_code == 404


def signed(actor, inspection, party, person=None, drawing="", name="Kari"):
    return sign_takeover(
        actor, inspection_id=inspection.pk, party=party, person_id=person and person.pk,
        name=name, drawing=drawing, at=NOW,
    )  # fmt: skip


def test_both_sign_and_the_protocol_is_a_tagged_pdf(keeper, unit, inspection):
    person = PersonFactory(unit=unit)
    conclude(keeper, inspection, ALL, Conclusion.AT_STANDARD)
    signed(keeper, inspection, Party.MUNICIPALITY, name="Ola")
    signed(keeper, inspection, Party.TENANT, person, drawing="M1.0 2.0 L30.5 40.0")
    with pytest.raises(Refused, match="signed already"):
        signed(keeper, inspection, Party.TENANT, person)

    for language in ("nn", "nb"):
        inspection.refresh_from_db()
        made = protocol_pdf(
            inspection, list(Signature.objects.order_by("pk")), municipality="X", language=language
        )
        assert made.startswith(b"%PDF")
        assert b"/StructTreeRoot" in made


def _signed_by_a_tenant_who_left(keeper, unit, home, inspection):
    person = PersonFactory(name="Kari Flytta")
    tenancy = Tenancy.move_in(
        person=person, dwelling=home, on=TODAY - timedelta(days=90), decision=None,
        rent_ore_month=None, lease_until=None, by=keeper.user_id,
    )  # fmt: skip
    conclude(keeper, inspection, ALL, Conclusion.AT_STANDARD)
    signed(keeper, inspection, Party.TENANT, person)
    tenancy.move_out(on=TODAY)
    return person


def _signatures(actor):
    with reading_as(actor.user_id):
        return Signature.objects.permitted_to(actor, SIGN_TAKEOVER).count()


def test_a_protocol_stays_evidence_for_the_landlord_when_the_tenant_has_left(
    keeper, caretaker, stranger, unit, home, inspection
):
    person = _signed_by_a_tenant_who_left(keeper, unit, home, inspection)

    assert not Person.objects.permitted_to(keeper, SIGN_TAKEOVER).filter(pk=person.pk).exists()
    assert [_signatures(who) for who in (keeper, caretaker, stranger)] == [1, 0, 0]


def test_the_signature_of_somebody_protected_does_not_stay(keeper, unit, home, inspection):
    person = _signed_by_a_tenant_who_left(keeper, unit, home, inspection)
    Protection.objects.create(person=person, grade=Grade.CONFIDENTIAL, since=TODAY)

    assert _signatures(keeper) == 0


@pytest.mark.parametrize("drawing", ['M1 1"/><script>', "M1 1 C2 2", "javascript:1", "L" * 30_000])
def test_a_drawing_is_moves_and_lines_and_nothing_else(keeper, inspection, drawing):
    conclude(keeper, inspection, ALL, Conclusion.AT_STANDARD)

    with pytest.raises(Invalid, match="could not be read"):
        signed(keeper, inspection, Party.MUNICIPALITY, drawing=drawing)


def test_a_tenant_the_keeper_does_not_see_has_no_name_here(log_in, keeper, home, inspection, form):
    hidden = PersonFactory(name="Løynd Person")  # another unit answers; no relation to the keeper
    TenancyFactory(dwelling=home, person=hidden)
    conclude(keeper, inspection, ALL, Conclusion.AT_STANDARD)
    with pytest.raises(Person.DoesNotExist):
        signed(keeper, inspection, Party.TENANT, hidden)
    client, url = log_in(keeper), reverse("desk:takeover", args=[inspection.pk])

    page = client.get(url).content.decode()

    assert "Løynd" not in page
    assert "name-tenant" not in page
    assert client.post(url, form(party="tenant", name="X", confirmed="yes")).status_code == 404
