import json

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.models import Unit
from heimveg.allocation import commands
from heimveg.allocation.commands.settling import HomeGone
from heimveg.allocation.models import Offer, Round, RoundClosed, Steering
from heimveg.allocation.proposals import Reading
from heimveg.allocation.rules import OfferState, RoundState, RuleKind
from heimveg.allocation.solving import CannotBeSolved
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.decisions.models import Decision, digest_of
from heimveg.decisions.rules import DecisionState
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from tests.accounts.factories import UnitFactory
from tests.allocation.factories import AT, DAY
from tests.dwellings.factories import ClusterFactory, OutOfUseFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
BECAUSE = "Knows the neighbours and wants to stay near them"


def steer(town, round_, need, home, kind=RuleKind.PIN, *, reason=BECAUSE, version=None):
    return commands.steer_round(
        town.actor, round_id=round_.pk, version=version or round_.version, need_id=need.pk,
        dwelling_id=home.pk, kind=kind, reason=reason, at=AT,
    )  # fmt: skip


def read(round_):
    round_.refresh_from_db()
    return Reading(round_.snapshot, round_.proposal)


def settle(actor, round_):
    return commands.settle_round(actor, round_id=round_.pk, version=round_.version, on=DAY, at=AT)


def test_a_round_proposes_a_chain_from_the_vacancy_inwards(town):
    mover, waiting, free, base = town.chain()

    reading = read(town.round())

    (chain,) = reading.chains
    assert chain.vacancy == free.pk
    assert [(m.need, m.home, m.leaves) for m in chain.lines] == [
        (mover.pk, free.pk, base.pk),
        (waiting.pk, base.pk, None),
    ]


def test_the_first_proposal_is_kept_when_the_committee_steers(town):
    mover, _waiting, free, _base = town.chain()
    round_ = town.round()
    first = round_.proposal

    steer(town, round_, mover, free, RuleKind.EXCLUDE)

    round_.refresh_from_db()
    assert round_.first_proposal == first
    assert round_.proposal != first
    assert round_.engine_version == first["engine"]


def test_homes_that_are_let_held_or_out_of_use_are_not_in_the_problem(town):
    town.chain()
    town.settled()
    let, out, free = town.home(), town.home(), town.home()
    TenancyFactory(dwelling=let)
    OutOfUseFactory(dwelling=out)
    town.need()

    homes = read(town.round()).homes

    assert set(homes) == {free.pk}


def test_a_home_let_to_somebody_hidden_is_not_free(town):
    hidden = town.home()
    tenancy = TenancyFactory(dwelling=hidden)
    Protection.objects.create(person=tenancy.person, grade=Grade.STRICTLY, since=DAY)
    town.need()

    assert hidden.pk not in read(town.round()).homes


def test_residents_who_count_are_counted_unless_they_are_hidden(town):
    cluster = ClusterFactory(active_limit=1)
    for grade in (None, Grade.STRICTLY):
        need = town.need(
            lives_in=town.home(cluster=cluster), counts_in_environment=True,
            status=NeedStatus.HOUSED, closed_on=DAY,
        )  # fmt: skip
        if grade:
            Protection.objects.create(person=need.person, grade=grade, since=DAY)

    round_ = town.round()

    (counted,) = round_.snapshot["clusters"]
    assert counted["active_residents"] == 1


def test_the_problem_names_needs_and_homes_by_number_only(town):
    town.chain()
    round_ = town.round()
    text = json.dumps([round_.snapshot, round_.proposal])

    assert "Person" not in text
    assert "Storgata" not in text


def test_the_number_of_queries_does_not_grow_with_the_rows(town, constant_queries):
    def one_more():
        cluster = ClusterFactory(active_limit=2)
        town.need(lives_in=town.home(cluster=cluster)).clusters_not.add(cluster)

    town.home()
    constant_queries(town.round, one_more)


def test_a_fixed_home_stays_and_says_what_it_costs_others(town):
    free = town.home(area="east")
    wins = town.need(urgency=5)
    loses = town.need(urgency=1)
    round_ = town.round()
    assert list(read(round_).lines) == [wins.pk]

    steering = steer(town, round_, loses, free)

    assert read(round_).takers == {free.pk: loses.pk}
    assert steering.cost_to_others["lost"] == [wins.pk]
    assert steering.cost_to_others["won"] == [loses.pk]
    assert steering.cost_to_others["value"] == -40_000
    assert steering.made_by_id == town.actor.user_id


def test_fixing_what_is_proposed_anyway_moves_nobody(town):
    homes = {home.pk: home for home in [town.home() for _ in range(4)]}
    needs = {need.pk: need for need in [town.need(urgency=3) for _ in range(6)]}
    round_ = town.round()
    before = {line.need: line.home for line in read(round_).moves}
    assert len(before) == 4

    for need, home in reversed(before.items()):
        steering = steer(town, round_, needs[need], homes[home])
        assert steering.cost_to_others == {"value": 0, "lost": [], "won": [], "other_home": []}
        assert {line.need: line.home for line in read(round_).moves} == before
        assert len(read(round_).snapshot["proposed"]) == 4  # asked to stay near these


def test_lifting_a_choice_gives_back_what_was_proposed_before(town):
    free = town.home()
    wins, loses = town.need(urgency=5), town.need(urgency=1)
    round_ = town.round()
    before = read(round_).takers
    steering = steer(town, round_, loses, free)
    assert read(round_).takers != before

    commands.lift_steering(
        town.actor, round_id=round_.pk, version=read(round_) and round_.version,
        steering_id=steering.pk, at=AT,
    )  # fmt: skip

    assert read(round_).takers == before == {free.pk: wins.pk}
    assert not Steering.objects.in_force().exists()


def test_another_home_for_the_same_person_replaces_the_earlier_choice(town):
    one, other = town.home(), town.home()
    need = town.need()
    round_ = town.round()
    steer(town, round_, need, one)
    round_.refresh_from_db()
    steer(town, round_, need, other)

    assert read(round_).takers == {other.pk: need.pk}
    assert Steering.objects.in_force().get().dwelling == other


@pytest.mark.parametrize("reason", ["", "   ", "because"])
def test_a_choice_needs_a_reason(town, reason):
    free, need = town.home(), town.need()
    round_ = town.round()

    with pytest.raises(Invalid):
        steer(town, round_, need, free, reason=reason)


def test_a_home_that_breaks_a_requirement_cannot_be_fixed(town):
    upstairs = town.home()
    need = town.need(needs_step_free=True)
    round_ = town.round()

    with pytest.raises(CannotBeSolved):
        steer(town, round_, need, upstairs)
    assert not Steering.objects.exists()


def test_two_members_at_once_do_not_overwrite_each_other(town):
    free, need = town.home(), town.need()
    round_ = town.round()
    seen_by_both = round_.version
    steer(town, round_, need, free, version=seen_by_both)

    with pytest.raises(Stale):
        steer(town, round_, need, free, RuleKind.EXCLUDE, version=seen_by_both)
    assert Steering.objects.in_force().get().kind == RuleKind.PIN


def test_settling_drafts_a_decision_and_holds_a_home_for_each_move(town):
    mover, waiting, free, base = town.chain()
    first, second = town.settled()

    assert [o.state for o in (first, second)] == [OfferState.RESERVED] * 2
    assert (first.dwelling, first.leaves, first.follows) == (free, base, None)
    assert (second.dwelling, second.leaves, second.follows) == (base, None, first)
    assert {d.state for d in Decision.objects.all()} == {DecisionState.DRAFT}
    mover.refresh_from_db()
    waiting.refresh_from_db()
    assert mover.status == waiting.status == NeedStatus.OFFERED
    assert Round.objects.get().state == RoundState.DECIDED


def test_a_decision_carries_its_grounds_and_its_frozen_evidence(town):
    town.chain()
    first, _second = town.settled()
    decision = first.decision

    assert decision.grounds.count() == 4
    assert decision.evidence_digest == digest_of(decision.evidence)
    assert decision.evidence["engine"].startswith("matching ")
    assert decision.evidence["parameters"]["concentration"] == "penalty"
    assert decision.evidence["line"]["home"] == f"home:{first.dwelling_id}"
    assert first.dwelling.address in decision.outcome


def test_a_decision_tells_nothing_about_the_others_in_the_chain(town):
    _mover, waiting, _free, _base = town.chain()
    first, _second = town.settled()

    told = json.dumps(first.decision.evidence) + first.decision.considerations
    assert f"need:{waiting.pk}" not in told
    assert waiting.person.name not in told


def test_a_home_let_after_the_snapshot_is_refused_whole(town):
    _mover, _waiting, free, _base = town.chain()
    round_ = town.round()
    TenancyFactory(dwelling=free)

    with pytest.raises(HomeGone, match=free.object_number):
        settle(town.actor, round_)
    assert not Offer.objects.exists()
    assert not Decision.objects.exists()
    round_.refresh_from_db()
    assert round_.state == RoundState.SOLVED


def test_a_home_another_round_holds_is_refused_whole(town):
    town.home()
    town.need(urgency=5)
    round_, other = town.round(), town.round()
    settle(town.actor, round_)

    with pytest.raises(Refused):
        settle(town.actor, other)
    assert Offer.objects.count() == 1


def test_a_need_that_moved_on_is_refused(town):
    mover, *_ = town.chain()
    round_ = town.round()
    mover.move(NeedStatus.PARKED, on=DAY, until=DAY)

    with pytest.raises(Refused, match="no longer waits"):
        settle(town.actor, round_)


def hold(home, need):
    """Held by an offer that waits for something else."""
    decision = Decision.draft(
        person=need.person, unit=need.unit, kind="municipal_dwelling", language="nn", facts="",
        considerations="", outcome="", grounds=[], on=DAY,
    )  # fmt: skip
    return Offer.objects.create(
        person=need.person, need=need, dwelling=home, decision=decision, answer_by=DAY
    )


def test_the_home_of_a_mover_that_is_held_for_somebody_is_given_to_nobody_else(town):
    mover, waiting, free, base = town.chain()
    held_after_the_snapshot = town.round()
    hold(base, town.need(status=NeedStatus.OFFERED))

    with pytest.raises(HomeGone, match=base.object_number):
        settle(town.actor, held_after_the_snapshot)
    assert read(town.round()).takers == {free.pk: mover.pk}
    assert waiting.pk in read(town.round()).unmet


def test_the_home_of_a_mover_that_is_to_be_mended_is_given_to_nobody_else(town):
    mover, _waiting, free, base = town.chain()
    OutOfUseFactory(dwelling=base)

    assert read(town.round()).takers == {free.pk: mover.pk}


def test_a_renewed_round_sees_the_homes_of_today_and_keeps_the_choices_that_hold(town):
    one, other = town.home(), town.home()
    need, second = town.need(urgency=5), town.need()
    round_ = town.round()
    steer(town, round_, second, one)
    round_.refresh_from_db()
    steer(town, round_, need, other)
    TenancyFactory(dwelling=other)
    round_.refresh_from_db()

    commands.renew_round(town.actor, round_id=round_.pk, version=round_.version, on=DAY, at=AT)

    assert read(round_).takers == {one.pk: second.pk}
    assert Steering.objects.in_force().get().dwelling == one


def test_a_settled_round_is_not_steered(town):
    mover, _waiting, free, _base = town.chain()
    round_ = town.round()
    settle(town.actor, round_)
    round_.refresh_from_db()

    with pytest.raises(RoundClosed):
        steer(town, round_, mover, free)


def test_a_round_with_a_move_the_settler_may_not_see_waits_for_a_cleared_colleague(town):
    mover, *_ = town.chain()
    round_ = town.round()
    Protection.objects.create(person=mover.person, grade=Grade.CONFIDENTIAL, since=DAY)

    with pytest.raises(Refused, match="cleared colleague"):
        settle(town.actor, round_)
    assert settle(town.allocator(handles_protected=True), round_).state == RoundState.DECIDED


def test_a_home_declined_for_what_it_is_is_not_proposed_again_and_costs_nothing(town):
    """The person is worth as much in the next round, and more for having waited longer."""
    home, other = town.home(area="east"), town.home(area="west")
    need = town.need(wished_areas=["east"], urgency=3)
    before = read(town.round()).lines[need.pk]
    assert before.home == home.pk
    (offer,) = town.settled()
    town.opened(offer)
    commands.decline_offer(town.actor, offer_id=offer.pk, on=DAY, reason="area")

    round_ = town.round()
    after = read(round_)
    assert after.lines[need.pk].home == other.pk
    seeker = after.seekers[need.pk]
    assert seeker["urgency"] == 3
    assert after.lines[need.pk].parts["waiting"] >= before.parts["waiting"]
    assert after.lines[need.pk].parts["urgency"] == before.parts["urgency"]
    assert [f"need:{need.pk}", f"home:{home.pk}"] in round_.snapshot["excluded"]


def test_a_no_that_was_not_about_the_home_rules_no_home_out(town):
    home = town.home()
    need = town.need()
    (offer,) = town.settled()
    town.opened(offer)
    commands.decline_offer(
        town.actor, offer_id=offer.pk, on=DAY, reason="not_now", parked_until=date_after()
    )
    need.refresh_from_db()
    need.move(NeedStatus.WAITING, on=DAY)

    assert read(town.round()).takers == {home.pk: need.pk}


def date_after():
    from datetime import timedelta

    return DAY + timedelta(days=1)


def test_a_home_left_by_an_accepted_move_is_proposed_when_the_chain_behind_stopped(town):
    _mover, _waiting, _free, base = town.chain()
    first, second = town.settled()
    town.accepted(first)
    town.opened(second)
    commands.decline_offer(town.actor, offer_id=second.pk, on=DAY, reason="size")
    somebody = town.need(kinds=["shared"], urgency=3)

    assert read(town.round()).takers == {base.pk: somebody.pk}


def test_without_movers_only_free_homes_are_given_away(town):
    _mover, waiting, _free, base = town.chain()

    reading = read(town.round(with_movers=False))

    assert base.pk not in reading.homes
    assert waiting.pk in reading.unmet


def test_a_round_belongs_to_its_unit(town, act_as):
    stranger = act_as((UnitFactory(), Role.ALLOCATOR))
    round_ = town.round()

    with pytest.raises(Unit.DoesNotExist):
        town.round(stranger)
    with pytest.raises(Round.DoesNotExist):
        settle(stranger, round_)
