"""From draft through four eyes to a letter, and what may never happen on the way."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from heimveg.access.models import AuditEntry
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.days import is_working_day
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.decisions import commands, queries
from heimveg.decisions.models import Decision, LegalText, Letter, digest_of
from heimveg.decisions.rules import (
    MOVES,
    Deadline,
    DecisionState,
    appeal_deadline,
    may_move,
)
from heimveg.notices.models import Notice
from heimveg.notices.rules import NoticeState
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from tests.accounts.factories import UnitFactory
from tests.decisions.factories import DAY, DecisionFactory

pytestmark = pytest.mark.django_db

S = DecisionState


def test_a_decision_goes_from_draft_to_told_by_four_eyes(errand, office):
    told = errand.signed().approved().told().now

    assert told.state == S.TOLD
    assert (told.signed_by_id, told.approved_by_id) == (
        office.first.user_id,
        office.second.user_id,
    )
    assert (told.told_on, told.appeal_by) == (DAY, DAY + timedelta(weeks=3))
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "decisions.sign",
        "decisions.approve",
        "decisions.tell",
    ]


def test_who_signed_cannot_approve(errand, office):
    errand.signed()

    with pytest.raises(Refused, match="Two people"):
        errand.approved(by=office.first)
    assert errand.now.state == S.SIGNED


def test_two_who_are_one_are_refused_by_the_database_too(errand, office):
    errand.signed()

    with pytest.raises(DatabaseError, match="four_eyes"), transaction.atomic():
        Decision.objects.filter(pk=errand.pk).update(
            state=S.APPROVED, approved_by=office.first.user_id, approved_at=clock.now()
        )


def test_sent_back_it_loses_its_signature_and_can_be_rewritten(errand, office):
    errand.signed()
    commands.return_decision(office.second, decision_id=errand.pk, version=errand.now.version)

    back = errand.now
    assert (back.state, back.signed_by, back.signed_at) == (S.DRAFT, None, None)
    commands.change_draft(
        office.first, decision_id=errand.pk, version=back.version, outcome="Du får bustad."
    )
    assert errand.now.outcome == "Du får bustad."


@pytest.mark.parametrize(
    "skip", [["approved"], ["told"], ["signed", "told"], ["signed", "approved", "approved"]]
)
def test_no_step_is_skipped_or_taken_twice(errand, skip):
    *steps, last = skip
    for step in steps:
        getattr(errand, step)()

    with pytest.raises(Refused):
        getattr(errand, last)()


@pytest.mark.parametrize("before", DecisionState)
@pytest.mark.parametrize("after", DecisionState)
def test_the_database_knows_the_same_moves_as_the_rule(errand, office, before, after):
    path = {S.DRAFT: [], S.SIGNED: ["signed"], S.APPROVED: ["signed", "approved"]}
    path[S.TOLD] = path[S.REPLACED] = ["signed", "approved", "told"]
    for step in path[before]:
        getattr(errand, step)()
    if before is S.REPLACED:
        Decision.objects.filter(pk=errand.pk).update(state=S.REPLACED)
    stamps = {}
    if after in (S.APPROVED, S.TOLD, S.REPLACED) and not errand.now.approved_by_id:
        stamps = {"approved_by": office.second.user_id, "approved_at": clock.now()}
        if not errand.now.signed_by_id:
            stamps |= {"signed_by": office.first.user_id, "signed_at": clock.now()}
    if after is S.TOLD and not errand.now.told_on:
        stamps |= {"told_on": DAY, "appeal_by": DAY}

    def move():
        with transaction.atomic():
            Decision.objects.filter(pk=errand.pk).update(state=after, **stamps)

    if before is after or may_move(before, after):
        move()
    else:
        with pytest.raises(DatabaseError, match=r"no way|never changes"):
            move()


FROZEN = {
    "facts": "Noko anna.",
    "considerations": "Noko anna.",
    "outcome": "Noko anna.",
    "assumed_support": "Noko anna.",
    "language": "nb",
    "kind": "refusal",
    "valid_from": date(2026, 1, 1),
    "valid_to": date(2030, 1, 1),
    "evidence": {"round": 2},
    "evidence_digest": "0" * 64,
    "drafted_on": date(2025, 1, 1),
    "signed_at": clock.now(),
}


@pytest.mark.parametrize("field", FROZEN)
@pytest.mark.parametrize(
    "steps", [["signed"], ["signed", "approved"], ["signed", "approved", "told"]], ids=len
)
def test_a_signed_decision_never_changes_not_even_straight_in_the_database(errand, steps, field):
    for step in steps:
        getattr(errand, step)()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Decision.objects.filter(pk=errand.pk).update(**{field: FROZEN[field]})


@pytest.mark.parametrize("field", FROZEN)
def test_a_draft_may_change(errand, field):
    if field == "signed_at":
        return
    assert Decision.objects.filter(pk=errand.pk).update(**{field: FROZEN[field]}) == 1


DECISION = "UPDATE decisions_decision SET {what} WHERE id = {pk}"
GROUNDS = "UPDATE decisions_decision_grounds SET {what} WHERE decision_id = {pk}"
LETTER = "UPDATE decisions_letter SET {what} WHERE decision_id = {pk}"
ANOTHER_LAW = "(SELECT max(id) FROM decisions_legaltext)"
ATTACKS = [
    (DECISION, "person_id = (SELECT max(id) FROM persons_person)"),
    (DECISION, "unit_id = (SELECT max(id) FROM accounts_unit)"),
    (DECISION, "told_on = told_on - 1"),
    (DECISION, "appeal_by = appeal_by - 14"),
    (DECISION, "approved_at = approved_at - interval '1 day'"),
    ("DELETE FROM decisions_decision WHERE id = {pk}", ""),
    (GROUNDS, f"legaltext_id = {ANOTHER_LAW}"),
    ("DELETE FROM decisions_decision_grounds WHERE decision_id = {pk}", ""),
    ("INSERT INTO decisions_decision_grounds SELECT -1, {pk}, {what}", ANOTHER_LAW),
    (LETTER, "pdf = 'x'"),
    ("DELETE FROM decisions_letter WHERE decision_id = {pk}", ""),
]


@pytest.mark.parametrize(("attack", "what"), ATTACKS)
def test_a_told_decision_its_grounds_and_its_letter_stand_fast(errand, attack, what):
    errand.signed().approved().told()
    DecisionFactory()  # somebody else's person and unit to point at

    with (
        pytest.raises(DatabaseError, match=r"never change|never removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack.format(pk=errand.pk, what=what))


def test_the_grounds_of_a_draft_may_change(draft):
    draft.grounds.set(queries.legal_texts(["temporary_accommodation"], on=DAY))

    assert [ground.code for ground in draft.grounds.all()] == ["temporary_accommodation"]


def test_the_evidence_is_frozen_with_its_fingerprint(draft):
    assert draft.evidence_digest == digest_of({"dwelling": "10001", "round": 1})
    assert draft.evidence_digest != digest_of({"dwelling": "10001", "round": 2})


def test_a_change_after_somebody_elses_change_is_refused(errand, office):
    seen = errand.now.version
    commands.change_draft(office.first, decision_id=errand.pk, version=seen, facts="Mine ord.")

    with pytest.raises(Stale):
        commands.change_draft(
            office.second, decision_id=errand.pk, version=seen, facts="Dine ord."
        )
    assert errand.now.facts == "Mine ord."


def test_a_signature_is_for_the_words_that_were_read(errand, office):
    seen = errand.now.version
    commands.change_draft(office.second, decision_id=errand.pk, version=seen, facts="Andre ord.")

    with pytest.raises(Stale):
        commands.sign_decision(office.first, decision_id=errand.pk, version=seen, at=clock.now())


def test_words_that_make_the_home_conditional_are_refused_field_by_field(errand, office):
    with pytest.raises(Invalid) as refused:
        commands.change_draft(
            office.first,
            decision_id=errand.pk,
            version=errand.now.version,
            outcome="Du får bustaden. Det er eit vilkår at du er rusfri.",
            considerations="Du må ta imot behandling.",
            facts="Du har vore til behandling.",
        )

    assert set(refused.value.fields) == {"outcome", "considerations"}
    assert "«Det er eit vilkår at du er rusfri.»" in str(refused.value.fields["outcome"])
    assert errand.now.outcome.endswith("Storgata 1.")


def test_conditional_words_that_came_another_way_cannot_be_signed(errand):
    Decision.objects.filter(pk=errand.pk).update(outcome="Du må vere rusfri.")

    with pytest.raises(Invalid):
        errand.signed()
    assert errand.now.state == S.DRAFT


def test_support_may_be_assumed(errand, office):
    words = "Du skal ha besøk av miljøterapeut to gonger i veka."
    commands.change_draft(
        office.first, decision_id=errand.pk, version=errand.now.version, assumed_support=words
    )

    assert errand.signed().now.assumed_support == words


def test_another_unit_finds_no_decision_to_sign(errand, act_as):
    stranger = act_as((UnitFactory(), Role.ALLOCATOR))

    with pytest.raises(Decision.DoesNotExist):
        errand.signed(by=stranger)


def test_the_letter_waits_in_the_outbox_with_the_bytes_that_are_kept(errand):
    errand.signed().approved().told()

    letter, notice = Letter.objects.get(), Notice.objects.get()
    assert bytes(letter.pdf) == bytes(notice.document)
    assert notice.state == NoticeState.WAITING
    assert (notice.key, notice.language) == (f"decision:{errand.pk}", "nn")


@pytest.mark.parametrize("grade", Grade)
def test_nothing_goes_out_by_itself_to_a_protected_person(errand, office, act_as, grade):
    person = errand.now.person
    answering = person.responsibilities.get()
    cleared = act_as((office.unit, Role.ALLOCATOR), handles_protected=True)
    second = act_as((office.unit, Role.COORDINATOR), handles_protected=True)
    answering.named_worker_id, answering.stand_in_id = cleared.user_id, second.user_id
    answering.save()
    Protection.mark(person.pk, grade, on=DAY)
    office.first, office.second = cleared, second

    errand.signed().approved().told()

    assert Notice.objects.get().state == NoticeState.HELD
    commands.hand_over_letter(cleared, decision_id=errand.pk, at=clock.now())
    kept = Notice.objects.get()
    assert (kept.state, kept.receipt) == (NoticeState.SENT, f"by hand, user {cleared.user_id}")
    with pytest.raises(Refused, match="held back"):
        commands.hand_over_letter(cleared, decision_id=errand.pk, at=clock.now())


def test_a_protected_persons_decision_does_not_exist_for_the_unqualified(errand):
    Protection.mark(errand.now.person_id, Grade.CONFIDENTIAL, on=DAY)

    with pytest.raises(Decision.DoesNotExist):
        errand.signed()


# Replacing


def test_a_new_decision_replaces_the_old_from_when_it_is_approved(errand, office, errand_of):
    errand.signed().approved().told()
    new = errand_of(commands.replace_decision(office.first, decision_id=errand.pk, on=DAY))
    assert new.now.outcome == errand.now.outcome
    assert new.now.evidence["replaces"] == errand.pk
    assert [g.code for g in new.now.grounds.order_by("pk")] == [
        g.code for g in errand.now.grounds.order_by("pk")
    ]

    new.signed()
    assert errand.now.state == S.TOLD
    new.approved()
    assert errand.now.state == S.REPLACED
    assert new.told().now.state == S.TOLD


def test_two_who_begin_to_replace_it_work_on_one_draft(errand, office):
    errand.signed().approved()

    first = commands.replace_decision(office.first, decision_id=errand.pk, on=DAY)
    second = commands.replace_decision(office.second, decision_id=errand.pk, on=DAY)

    assert first == second


def test_a_draft_is_changed_not_replaced(errand, office):
    with pytest.raises(Refused, match="can be changed"):
        commands.replace_decision(office.first, decision_id=errand.pk, on=DAY)


def test_the_database_lets_one_decision_replace_another_and_none_itself(errand, office):
    errand.signed().approved()
    new = commands.replace_decision(office.first, decision_id=errand.pk, on=DAY)
    other = DecisionFactory(unit=office.unit)

    with pytest.raises(DatabaseError, match="replaced_by_one"), transaction.atomic():
        Decision.objects.filter(pk=other.pk).update(replaces=errand.pk)
    with pytest.raises(DatabaseError, match="itself"), transaction.atomic():
        Decision.objects.filter(pk=new.pk).update(replaces=new.pk)


# Deadlines


def rule(weeks, started, ended=None, **rest):
    return LegalText.objects.create(
        code="appeal_deadline",
        kind="deadline",
        law="a law to come",
        value=weeks,
        started_on=started,
        ended_on=ended,
        text_nn="",
        text_nb="",
        text_en="",
        source="test",
        **rest,
    )


def test_the_deadline_follows_the_row_in_force_on_the_day_it_was_told(db):
    change = date(2026, 9, 1)
    LegalText.objects.filter(code="appeal_deadline").update(ended_on=change)
    rule(6, change)

    before, after = (
        queries.appeal_by(reached_party_on=change - timedelta(days=n)) for n in (7, 0)
    )

    assert before == change - timedelta(days=7) + timedelta(weeks=3)
    assert after == change + timedelta(weeks=6)


def test_without_a_rule_in_force_nothing_is_told(errand):
    LegalText.objects.filter(code="appeal_deadline").update(ended_on=date(2020, 1, 1))
    errand.signed().approved()

    with pytest.raises(LegalText.DoesNotExist):
        errand.told()
    assert errand.now.state == S.APPROVED


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 23)),  # Monday to Monday
        (date(2026, 2, 28), date(2026, 3, 23)),  # a Saturday moves to Monday
        (date(2026, 3, 12), date(2026, 4, 7)),  # Maundy Thursday moves past Easter
        (date(2026, 12, 4), date(2026, 12, 28)),  # Christmas Day, a Friday, moves past Sunday
        (date(2027, 12, 11), date(2028, 1, 3)),  # New Year's Day, a Saturday
    ],
)
def test_a_deadline_never_ends_on_a_day_off(told, last):
    found = appeal_deadline(
        Deadline(3, "law"), reached_party_on=told, is_working_day=is_working_day
    )

    assert found == last


def test_on_every_day_until_2032_the_deadline_is_three_weeks_or_a_few_days_more():
    day = date(2026, 1, 1)
    while day < date(2033, 1, 1):
        last = appeal_deadline(
            Deadline(3, "law"), reached_party_on=day, is_working_day=is_working_day
        )
        assert is_working_day(last)
        assert 0 <= (last - day - timedelta(weeks=3)).days <= 5
        assert not any(
            is_working_day(day + timedelta(weeks=3, days=n)) for n in range((last - day).days - 21)
        )
        day += timedelta(days=1)


def test_the_moves_lead_nowhere_but_forward_or_back_to_the_desk():
    allowed = {(a, b) for a, b in itertools.product(S, S) if may_move(a, b)}

    assert allowed == {(a, b) for a in S for b in MOVES[a]}
    assert {b for a, b in allowed if a in (S.APPROVED, S.TOLD)} == {S.TOLD, S.REPLACED}
