import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.allocation import commands
from heimveg.allocation.models import Offer, Round, Steering
from heimveg.allocation.queries import pages
from heimveg.allocation.rules import OfferState, RoundState
from heimveg.needs.models import Need
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.upkeep.models import Turnover
from tests.accounts.factories import UnitFactory
from tests.allocation.factories import AT, DAY
from tests.dwellings.factories import ClusterFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
SWAP = {"HX-Request": "true"}
VIEWS = ("round", "table", "unmet", "worth", "paper")


@pytest.fixture
def browser(town, log_in):
    return log_in(town.actor)


def text_of(response):
    return response.content.decode()


def get(browser, name, *args, **query):
    return browser.get(reverse(f"allocation:{name}", args=args), query)


def post(browser, form, name, *args, **fields):
    return browser.post(reverse(f"allocation:{name}", args=args), form(**fields))


def test_the_proposal_tells_the_chain_with_its_reasons(town, browser):
    mover, waiting, free, base = town.chain()
    Stay.objects.create(
        person=waiting.person, kind=StayKind.TEMPORARY_ACCOMMODATION, started_on=DAY
    )
    page = text_of(get(browser, "round", town.round().pk))

    assert f"2 people move when {free.address} is let" in page
    assert f"The move frees {base.address} for {waiting.person.name}." in page
    assert mover.person.name in page
    assert "Temporary accommodation" in page
    assert "A stay that was never meant to last is over." in page
    assert "Has waited 326 days" in page


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_round_opens(town, browser, view):
    town.chain()
    town.need(needs_step_free=True)

    assert get(browser, view, town.round().pk).status_code == 200


@pytest.mark.parametrize("view", VIEWS)
def test_a_round_with_nobody_and_nothing_teaches(town, browser, view):
    assert get(browser, view, town.round().pk).status_code == 200


@pytest.mark.parametrize("view", VIEWS)
def test_other_offices_get_404(town, act_as, log_in, view):
    round_ = town.round()
    stranger = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))

    assert get(stranger, view, round_.pk).status_code == 404


@pytest.mark.parametrize("role", [Role.CARETAKER, Role.PROPERTY, Role.ECONOMY, Role.CARE_WORKER])
def test_who_does_not_allocate_sees_no_round(town, act_as, log_in, role):
    round_ = town.round()
    other = log_in(act_as((town.unit, role)))

    assert get(other, "round", round_.pk).status_code == 403
    assert get(other, "list").status_code == 403


def test_a_swap_gets_the_part_that_the_page_holds(town, browser):
    town.chain()
    town.need(needs_step_free=True)
    round_ = town.round()
    for view in ("round", "table", "unmet", "worth"):
        url = reverse(f"allocation:{view}", args=[round_.pk])
        part = text_of(browser.get(url, headers=SWAP))
        page = text_of(browser.get(url))
        assert part.strip().startswith('<div id="proposal"')
        assert part.strip().split("</div>")[0].split("csrf")[0][:200] in page


def test_a_link_the_reader_may_not_see_has_no_name_and_no_home(town, log_in):
    """Nor have the homes it touches: a home beside a hidden link would tell who lives there."""
    mover, waiting, _free, base = town.chain()
    round_ = town.round()
    Protection.objects.create(person=waiting.person, grade=Grade.STRICTLY, since=DAY)
    browser = log_in(town.actor)

    for view in VIEWS:
        page = text_of(get(browser, view, round_.pk, names="1"))
        assert waiting.person.name not in page
        assert base.address not in page
    page = text_of(get(browser, "round", round_.pk))
    assert "A move you may not see" in page
    assert mover.person.name in page
    assert get(browser, "line", round_.pk, waiting.pk).status_code == 404
    line = text_of(get(browser, "line", round_.pk, mover.pk))
    assert waiting.person.name not in line
    assert base.address not in line
    assert get(browser, "steer", round_.pk, mover.pk, "pin", base.pk).status_code == 404


def test_an_offer_beside_a_hidden_link_does_not_tell_about_it(town, log_in):
    _mover, waiting, _free, base = town.chain()
    first, second = town.settled()
    Protection.objects.create(person=waiting.person, grade=Grade.STRICTLY, since=DAY)
    browser = log_in(town.actor)

    page = text_of(get(browser, "offer", first.pk))
    assert waiting.person.name not in page
    assert f"frees {base.address}" not in page
    assert get(browser, "offer", second.pk).status_code == 404


def test_who_is_shown_is_in_the_read_log_once(town, browser):
    mover, waiting, _free, _base = town.chain()
    round_ = town.round()
    ReadEntry.objects.all()
    before = ReadEntry.objects.count()

    get(browser, "round", round_.pk)

    entry = ReadEntry.objects.order_by("-pk").first()
    assert ReadEntry.objects.count() == before + 1
    assert set(entry.person_ids) >= {mover.person_id, waiting.person_id}


def test_the_paper_can_be_handed_round_without_names(town, browser):
    mover, *_ = town.chain()
    round_ = town.round()

    without = text_of(get(browser, "paper", round_.pk))
    assert mover.person.name not in without
    assert f"case {mover.pk}" in without.lower()
    assert mover.person.name in text_of(get(browser, "paper", round_.pk, names="1"))


def test_what_rests_on_health_is_worded_neutrally(town, browser):
    cluster = ClusterFactory(active_limit=0, name="Bakken")
    full = town.home(cluster=cluster, area="east")
    town.home(area="west")
    need = town.need(counts_in_environment=True, wished_areas=["east"], funding_groups=["rop"])
    round_ = town.round(concentration="limit")
    page = text_of(get(browser, "line", round_.pk, need.pk))

    assert "the environment there is full for now" in page
    assert full.address in page
    assert not re.search(r"\b(substance|active|rop|illness|diagnosis)\b", page, re.IGNORECASE)


def test_a_need_without_a_home_says_what_stands_in_the_way_and_what_would_open_one(town, browser):
    town.home()
    town.need(needs_step_free=True)
    page = text_of(get(browser, "unmet", town.round().pk))

    assert "1 home suits in all but one thing: step-free access." in page
    assert "If step-free access can be changed, 1 home opens." in page


def test_one_more_home_of_each_kind_has_a_value(town, browser):
    town.need(kinds=["small_house"])
    page = text_of(get(browser, "worth", town.round().pk))

    assert "Small house" in page


def test_the_table_can_be_sorted(town, browser):
    for name, urgency in (("Åse", 1), ("Anne", 5)):
        need = town.need(urgency=urgency)
        need.person.name = name
        need.person.save()
        town.home()
    round_ = town.round()

    by_name = text_of(get(browser, "table", round_.pk, sort="person"))
    by_urgency = text_of(get(browser, "table", round_.pk, sort="urgency"))
    assert by_name.index("Anne") < by_name.index("Åse")
    assert by_urgency.index("Anne") < by_urgency.index("Åse")
    assert get(browser, "table", round_.pk, sort="; drop", page="x").status_code == 200


def test_opening_a_round_shows_the_proposal(town, browser, form):
    town.chain()
    page = get(browser, "new")
    fields = {
        "title": "Haust", "unit": town.unit.pk, "day": "2026-11-23", "with_movers": "on",
        "concentration": "penalty", "concentration_penalty": "2000", "weight_urgency": "10000",
        "weight_fit": "100", "weight_waiting_week": "1", "weight_move": "-50",
    }  # fmt: skip
    assert page.status_code == 200

    answer = post(browser, form, "new", **fields)

    round_ = Round.objects.get()
    assert answer.headers["Location"] == reverse("allocation:round", args=[round_.pk])
    assert round_.state == RoundState.SOLVED
    assert round_.parameters["with_movers"] is True


def test_an_impossible_weight_is_told_at_its_field_and_the_rest_is_kept(town, browser, form):
    answer = post(browser, form, "new", title="Haust", weight_urgency="-3", day="no day")

    assert answer.status_code == 422
    assert 'value="Haust"' in text_of(answer)
    assert "weight_urgency" in text_of(answer)
    assert not Round.objects.exists()


def test_the_committee_sees_what_a_choice_costs_before_it_is_made(town, browser, form):
    free = town.home()
    wins, loses = town.need(urgency=5), town.need(urgency=1)
    round_ = town.round()
    args = (round_.pk, loses.pk, "pin", free.pk)

    page = text_of(get(browser, "steer", *args))
    assert (
        f"{wins.person.name} no longer gets {free.address}, nor another home in this round."
        in page
    )
    assert "The whole loses as much as 4.0 steps of urgency." in page
    assert not Steering.objects.exists()

    refused = post(browser, form, "steer", *args, reason="", row_version=round_.version)
    assert refused.status_code == 422
    assert not Steering.objects.exists()

    answer = post(
        browser, form, "steer", *args, reason="She has a child next door",
        row_version=round_.version,
    )  # fmt: skip
    assert answer.status_code == 302
    page = text_of(get(browser, "round", round_.pk))
    assert "She has a child next door" in page


def test_a_stale_form_is_told_and_nothing_is_overwritten(town, browser, form):
    free, need = town.home(), town.need()
    round_ = town.round()
    args = (round_.pk, need.pk)
    first = post(
        browser, form, "steer", *args, "pin", free.pk, reason="Near the school", row_version=1
    )
    second = post(
        browser, form, "steer", *args, "exclude", free.pk, reason="Far from it all", row_version=1
    )

    assert (first.status_code, second.status_code) == (302, 409)
    assert Steering.objects.get().reason == "Near the school"


def test_a_choice_that_cannot_be_kept_is_explained(town, browser):
    upstairs, need = town.home(), town.need(needs_step_free=True)
    answer = get(browser, "steer", town.round().pk, need.pk, "pin", upstairs.pk)

    assert answer.status_code == 409
    assert "breaks a requirement" in text_of(answer)


def test_a_choice_can_be_taken_back(town, browser, form):
    free, need = town.home(), town.need()
    round_ = town.round()
    steering = commands.steer_round(
        town.actor, round_id=round_.pk, version=round_.version, need_id=need.pk,
        dwelling_id=free.pk, kind="exclude", reason="Too near the former partner", at=AT,
    )  # fmt: skip
    round_.refresh_from_db()
    args = (round_.pk, steering.pk)
    assert need.person.name in text_of(get(browser, "lift", *args))

    answer = post(browser, form, "lift", *args, row_version=round_.version)

    assert answer.status_code == 302
    steering.refresh_from_db()
    assert steering.lifted_at is not None


def test_settling_twice_with_one_form_has_one_effect(town, browser, form):
    town.chain()
    round_ = town.round()
    fields = form(row_version=round_.version)
    url = reverse("allocation:settle", args=[round_.pk])
    assert browser.get(url).status_code == 200

    first, second = browser.post(url, fields), browser.post(url, fields)

    assert (first.status_code, second.status_code) == (302, 303)
    assert Offer.objects.count() == 2


def test_a_home_that_is_gone_is_told_with_its_number(town, browser, form):
    _mover, _waiting, free, _base = town.chain()
    round_ = town.round()
    TenancyFactory(dwelling=free)

    answer = post(browser, form, "settle", round_.pk, row_version=round_.version)

    assert answer.status_code == 409
    assert free.object_number in text_of(answer)
    assert not Offer.objects.exists()


def test_an_unsigned_offer_says_who_must_sign(town, browser, form):
    town.chain()
    first, _second = town.settled()
    page = text_of(get(browser, "offer", first.pk))
    assert "Waits for the decision to be signed" in page
    assert "Send the offer" not in page

    answer = post(browser, form, "send", first.pk, answer_by="2026-12-01")

    assert answer.status_code == 409
    assert "signed, and approved by a colleague" in text_of(answer)


def test_an_offer_goes_all_the_way_through_the_pages(town, browser, form):
    mover, _waiting, _free, _base = town.chain()
    first, second = town.settled()
    town.sign(first)
    assert 'value="2026-12-02"' in text_of(get(browser, "send", first.pk))

    assert post(browser, form, "send", first.pk, answer_by="2026-12-02").status_code == 302
    assert "9 days left" in text_of(get(browser, "offer", first.pk))
    assert 'value="2026-11-23"' in text_of(get(browser, "accept", first.pk))
    early = post(browser, form, "accept", first.pk, move_in_on="2026-11-01")
    assert early.status_code == 422
    assert post(browser, form, "accept", first.pk, move_in_on="2026-12-01").status_code == 302

    mover.refresh_from_db()
    assert mover.status == "housed"
    assert "Waits for the decision" in text_of(get(browser, "offer", second.pk))
    assert post(browser, form, "accept", first.pk, move_in_on="2026-12-01").status_code == 409


def test_a_no_through_the_page_never_counts_and_the_rest_can_be_solved_again(town, browser, form):
    mover, waiting, _free, base = town.chain()
    first, second = town.settled()
    town.accepted(first)
    town.opened(second)

    assert post(browser, form, "decline", second.pk).status_code == 422
    answer = post(browser, form, "decline", second.pk, reason="size", words="Two rooms")
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.in_own_words) == ("waiting", "Two rooms")

    page = text_of(get(browser, "round", first.round_id))
    assert "1 chain has stopped" in page
    other = town.need(kinds=["shared"])
    again = post(browser, form, "follow-up", first.round_id)
    assert again.status_code == 302
    followed = Round.objects.order_by("-pk").first()
    assert followed.proposal["assignments"][0]["seeker"] == f"need:{other.pk}"
    assert followed.proposal["assignments"][0]["home"] == f"home:{base.pk}"
    assert mover.person.tenancies.filter(ended_on=None).exists()


def test_not_now_needs_a_day_at_its_field(town, browser, form):
    town.chain()
    first, _second = town.settled()
    town.opened(first)

    answer = post(browser, form, "decline", first.pk, reason="not_now", words="Later")

    assert answer.status_code == 422
    assert "Later" in text_of(answer)
    assert Need.objects.filter(status="offered").count() == 2


def test_offers_can_be_listed_by_state(town, browser):
    town.chain()
    first, second = town.settled()
    town.opened(first)

    page = text_of(get(browser, "offers", state="open"))
    assert first.person.name in page
    assert second.person.name not in page
    assert get(browser, "offers", state="nonsense").status_code == 200


def test_a_stranger_gets_404_for_every_thing_about_an_offer(town, act_as, log_in, form):
    town.chain()
    first, _second = town.settled()
    stranger = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    for name in ("offer", "send", "accept", "decline", "withdraw"):
        assert get(stranger, name, first.pk).status_code == 404
    answer = post(stranger, form, "accept", first.pk, move_in_on="2026-12-01")
    assert answer.status_code == 404
    assert Offer.objects.filter(state=OfferState.ACCEPTED).count() == 0


@pytest.mark.parametrize("view", ["round", "table", "unmet", "paper"])
def test_the_number_of_queries_does_not_grow(town, browser, constant_queries, view):
    rounds = []

    def one_more():
        cluster = ClusterFactory()
        town.need(lives_in=town.home(cluster=cluster, kind="shared"), kinds=["ordinary"])
        town.need(kinds=["shared"])
        town.need(needs_step_free=True)
        town.home(kind="ordinary")
        rounds.append(town.round())

    def ask():
        pages._kept.cache_clear()  # what a first reader pays
        get(browser, view, rounds[-1].pk)

    constant_queries(ask, one_more)


def test_the_list_of_rounds_does_not_ask_for_each(town, browser, constant_queries):
    constant_queries(lambda: get(browser, "list"), town.round)


def test_addresses_and_titles_name_nobody(town, browser):
    mover, *_ = town.chain()
    round_ = town.round()
    page = text_of(get(browser, "line", round_.pk, mover.pk))

    assert mover.person.name not in page.split("</title>")[0]
    assert uuid.uuid4().hex not in page


@pytest.mark.parametrize("number", ["0", "-1", "999999999", "abc", "²"])
def test_an_absurd_page_number_is_harmless(town, browser, number):
    town.chain()
    assert get(browser, "round", town.round().pk, page=number).status_code == 200


def test_a_yes_to_a_home_that_is_not_ready_is_refused_with_the_way_to_the_home(
    town, browser, form
):
    _mover, _waiting, free, _base = town.chain()
    first, _second = town.settled()
    Turnover.leave(dwelling=free, on=DAY - timedelta(days=20))
    offer = town.opened(first)
    way = reverse("desk:dwelling", args=[free.pk])
    tomorrow = DAY + timedelta(days=1)

    asked = get(browser, "accept", offer.pk)
    assert way in text_of(asked)
    assert f'value="{tomorrow.isoformat()}"' in text_of(asked)

    refused = post(
        browser, form, "accept", offer.pk, move_in_on=str(DAY), row_version=offer.version
    )
    assert refused.status_code == 409
    assert way in text_of(refused)
