"""A home goes below the standard only where two people answer for it, and never below the law."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from heimveg.access.roles import Role
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.notices.models import Notice
from heimveg.upkeep.commands.turnovers import make_ready
from heimveg.upkeep.commands.waivers import answer_waiver, ask_waiver
from heimveg.upkeep.models import HomeCondition, Turnover, Waiver, WaiverAsk
from heimveg.upkeep.queries import catalogue
from heimveg.upkeep.queries.condition import is_at_standard, unmet_in
from heimveg.upkeep.rules import Answer, Known, Measured, Verdict, verdict
from tests.accounts.factories import UnitFactory
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import TurnoverFactory
from tests.upkeep.test_standards_and_work import adopt

pytestmark = pytest.mark.django_db
NOW = "2026-06-15T10:00:00Z"
WHY = "Ny dør kjem i juli."


@pytest.fixture
def leading(db):
    return UnitFactory(kind="leadership")


@pytest.fixture
def leader(act_as, leading):
    return act_as((leading, Role.LEADER))


@pytest.fixture
def turnover(home, standard):
    """Empty and inspected; all is met but the width of the door."""
    turnover = TurnoverFactory(dwelling=home, empty_from=TODAY - timedelta(days=10))
    for code, answer in (("own_bath", "yes"), ("fire_safety", "yes"), ("width", "no")):
        see(turnover, code, answer)
    Turnover.objects.filter(pk=turnover.pk).update(inspected_on=TODAY)
    turnover.refresh_from_db()
    return turnover


def see(turnover, code, answer):
    HomeCondition.objects.update_or_create(
        dwelling=turnover.dwelling, code=code,
        defaults={"answer": answer, "measure": 95 if answer == "yes" else 70, "seen_on": TODAY},
    )  # fmt: skip


def ask(actor, turnover, leader, code="width", reason=WHY):
    return ask_waiver(
        actor, turnover_id=turnover.pk, code=code, leader_id=leader.user_id, reason=reason,
        on=TODAY, at=NOW,
    )  # fmt: skip


def answer(leader, asked, *, is_signed=True, because=""):
    return answer_waiver(
        leader, ask_id=asked.pk, is_signed=is_signed, because=because, on=TODAY, at=NOW
    )


def ready(keeper, turnover):
    turnover.refresh_from_db()
    return make_ready(keeper, turnover_id=turnover.pk, version=turnover.version, on=TODAY)


def test_the_landlord_asks_and_a_leader_signs(keeper, leader, turnover):
    asked = ask(keeper, turnover, leader)
    with pytest.raises(Refused, match="not at the standard"):
        ready(keeper, turnover)

    answer(leader, asked)

    ready(keeper, turnover)
    signed = Waiver.objects.get()
    assert (signed.asked_by_id, signed.signed_by_id) == (keeper.user_id, leader.user_id)
    assert Notice.objects.get().user_id == keeper.user_id
    with pytest.raises(IntegrityError), transaction.atomic():
        signed.delete()


def test_what_the_law_asks_for_is_waived_by_nobody(keeper, leader, turnover):
    see(turnover, "fire_safety", "no")
    with pytest.raises(Refused, match="The law asks for this"):
        ask(keeper, turnover, leader, code="fire_safety")


def test_the_database_itself_counts_no_waiver_of_the_law(keeper, leader, turnover):
    see(turnover, "width", "yes")
    see(turnover, "fire_safety", "no")
    Waiver.objects.create(
        turnover=turnover, code="fire_safety", reason=WHY, asked_by_id=keeper.user_id,
        signed_by_id=leader.user_id, signed_at=NOW,
    )  # fmt: skip
    assert not is_at_standard(turnover, on=TODAY)
    with pytest.raises(Refused, match="not at the standard"):
        ready(keeper, turnover)


def test_what_the_law_asks_for_is_never_beside_the_point(keeper, turnover):
    by_law, wished = Measured("a", is_waivable=False), Measured("b")
    beside = Known(Answer.NOT_RELEVANT)
    assert (verdict(by_law, beside), verdict(wished, beside)) == (Verdict.UNKNOWN, Verdict.MET)
    see(turnover, "width", "yes")
    see(turnover, "fire_safety", "not_relevant")
    assert not is_at_standard(turnover, on=TODAY)
    with pytest.raises(Refused, match="not at the standard"):
        ready(keeper, turnover)


def test_the_law_behind_a_duty_is_named_in_the_data():
    by_law = {c.code: c.law for c in catalogue(on=TODAY) if not c.is_waivable}
    assert by_law.keys() == {"fire_safety"}
    assert "§ 7" in by_law["fire_safety"]
    assert not any(c.law for c in catalogue(on=TODAY) if c.is_waivable)


def test_one_alone_lets_nothing_go(keeper, act_as, unit, leading, turnover):
    both = act_as((unit, Role.PROPERTY), (leading, Role.LEADER))
    with pytest.raises(Invalid):
        ask(both, turnover, both)
    alone = {"turnover": turnover, "code": "width", "reason": WHY, "signed_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(**alone, asked_by_id=both.user_id, signed_by_id=both.user_id)
    Waiver.objects.create(**alone, signed_by_id=both.user_id)  # as they were before
    assert not is_at_standard(turnover, on=TODAY)
    with pytest.raises(Refused, match="not at the standard"):
        ready(keeper, turnover)


def test_only_the_leader_who_is_named_answers(keeper, leader, act_as, leading, log_in, turnover):
    other = act_as((leading, Role.LEADER))
    asked = ask(keeper, turnover, leader)
    with pytest.raises(WaiverAsk.DoesNotExist):
        answer(other, asked)
    with pytest.raises(PermissionDenied):
        answer(keeper, asked)
    url = reverse("upkeep:waiver", args=[asked.pk])
    assert log_in(other).get(url).status_code == 404
    assert log_in(keeper).get(url).status_code == 403
    assert log_in(leader).get(url).status_code == 200


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_only_a_leader_is_asked(keeper, act_as, turnover, role):
    with pytest.raises(Invalid):
        ask(keeper, turnover, act_as((UnitFactory(), role)))


def test_an_answer_is_given_once_and_to_the_newest_question(
    keeper, leader, act_as, leading, turnover
):
    first = ask(keeper, turnover, leader)
    other = act_as((leading, Role.LEADER))
    second = ask(keeper, turnover, other)
    with pytest.raises(Stale):
        answer(leader, first)
    answer(other, second)
    with pytest.raises(Stale):
        answer(other, second)
    with pytest.raises(Refused, match="signed for this already"):
        ask(keeper, turnover, leader)
    assert Waiver.objects.count() == 1


def test_a_no_has_its_reason_and_stands_with_the_turnover(keeper, leader, log_in, form, turnover):
    asked = ask(keeper, turnover, leader)
    url = reverse("upkeep:waiver", args=[asked.pk])
    client = log_in(leader)
    assert WHY in client.get("/").content.decode()
    blank = client.post(url, form(answer="decline", because="Nei"))
    assert blank.status_code == 422
    assert "Nei" in blank.content.decode()
    assert (
        client.post(url, form(answer="decline", because="Rullestolen må inn.")).status_code == 302
    )
    page = log_in(keeper).get(reverse("upkeep:turnover", args=[turnover.pk])).content.decode()
    assert "Rullestolen må inn." in page
    assert not is_at_standard(turnover, on=TODAY)


def test_the_page_of_asking_keeps_what_was_typed(keeper, leader, log_in, form, turnover):
    client, url = log_in(keeper), reverse("upkeep:waive", args=[turnover.pk, "width"])
    short = client.post(url, form(leader=leader.user_id, reason="Nei takk"))
    assert short.status_code == 422
    assert "Nei takk" in short.content.decode()
    sent = form(leader=leader.user_id, reason=WHY)
    for _ in range(2):
        assert client.post(url, sent).url == reverse("upkeep:turnover", args=[turnover.pk])
    assert WaiverAsk.objects.count() == 1
    by_law = client.get(reverse("upkeep:waive", args=[turnover.pk, "fire_safety"]))
    assert by_law.status_code == 409


@pytest.mark.parametrize("reason", ["", "  ok "])
def test_a_question_without_a_reason_is_none(keeper, leader, turnover, reason):
    with pytest.raises(Invalid):
        ask(keeper, turnover, leader, reason=reason)


def test_a_standard_leaves_nothing_out_that_the_law_asks_for(keeper, log_in, form):
    page = log_in(keeper).get(reverse("upkeep:new-standard")).content.decode()
    assert "required by law" in page
    sent = {"adopted_on": "2026-06-16", "note": "Sak 1", "part-fire_safety": "out"}
    adopt(log_in(keeper), reverse("upkeep:new-standard"), form(**sent))
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, is_required, is_waivable FROM upkeep_criterion")
        assert cursor.fetchall() == [("fire_safety", True, False)]


def test_the_law_is_asked_for_in_the_form_without_a_way_around(keeper, leader, turnover, log_in):
    unmet = {each.criterion.code: each for each in unmet_in(turnover, on=TODAY)}
    assert unmet["width"].is_open
    see(turnover, "fire_safety", "no")
    page = log_in(keeper).get(reverse("upkeep:turnover", args=[turnover.pk])).content.decode()
    assert reverse("upkeep:waive", args=[turnover.pk, "width"]) in page
    assert reverse("upkeep:waive", args=[turnover.pk, "fire_safety"]) not in page
