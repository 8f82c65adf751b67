"""One person's place in a proposal: why, what was weighed, and what else there was."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format

from heimveg.access.gate import Actor
from heimveg.allocation import wording
from heimveg.allocation.alternatives import Alternative, alternatives
from heimveg.allocation.losses import Loss, losses
from heimveg.allocation.models import Offer, Round, Steering
from heimveg.allocation.permissions import READ_ROUNDS, STEER_ROUND
from heimveg.allocation.proposals import Facts, Line, Reading, need_id
from heimveg.allocation.queries.cast import Cast, cast_for
from heimveg.allocation.queries.pages import chain_of, reading_of
from heimveg.allocation.queries.without import UnmetCard, unmet_card, weights_of
from heimveg.allocation.rules import RuleKind
from heimveg.base import parts
from heimveg.base.parts import Reason
from heimveg.needs.models import Need


@dataclass(frozen=True)
class Other:
    """Another home that meets every requirement."""

    home: parts.ChainHome
    value: str
    better: bool  # worth more to this person than what is proposed
    taker: str
    taker_url: str
    choose_url: str
    loss: str  # what choosing it costs the whole; empty for who may not choose


@dataclass(frozen=True)
class LinePage:
    need: Need
    person: str
    seeker: Facts
    comes_from: str
    home: parts.ChainHome | None
    leaves: parts.ChainHome | None
    exclude_url: str
    pin_url: str
    is_fixed: bool
    reasons: list[Reason]
    weighed: list[tuple[str, str, str]]
    value: str
    unmet: UnmetCard | None
    others: list[Other]
    has_ruled_out: bool  # the committee, or the person's own no, keeps homes away
    step: str  # points of one step of urgency
    chain: parts.Chain | None
    steerings: list[Steering]
    offer: Offer | None
    may_steer: bool


def line_page(actor: Actor, round_: Round, need: int) -> LinePage | None:
    """None when the need is not in the round, or not the reader's to see."""
    reading = reading_of(round_)
    if need not in reading.seekers:
        return None
    line = reading.lines.get(need)
    found = alternatives(reading, need)
    unmet = reading.unmet.get(need)
    homes = [a.home for a in found] + ([unmet.short_of[0]] if unmet and unmet.short_of else [])
    chain = reading.chains[line.chain] if line and line.chain is not None else None
    touched = chain.lines if chain else ([line] if line else [])
    own = reading.seekers[need]["home"]
    lives_in = [int(own.partition(":")[2])] if own else []
    cast = cast_for(actor, reading, touched, on=round_.day, needs=[need], homes=homes + lives_in)
    if not cast.sees(need):
        return None
    may_steer = round_.can_be_steered and actor.may(STEER_ROUND)
    found = [a for a in found if a.home not in cast.hidden.homes]
    lost = losses(reading, need, [a.home for a in found]) if may_steer and found else {}
    return LinePage(
        need=cast.needs[need],
        person=cast.person(need),
        seeker=reading.seekers[need],
        comes_from=cast.comes_from(need),
        home=cast.home_card(line.home) if line else None,
        leaves=cast.home_card(lives_in[0]) if lives_in else None,
        exclude_url=_steer_url(round_, need, RuleKind.EXCLUDE, line.home) if line else "",
        pin_url=_steer_url(round_, need, RuleKind.PIN, line.home) if line else "",
        is_fixed=line is not None and line.reason("pinned") is not None,
        reasons=wording.reasons(line, cast) if line else [],
        weighed=_weighed(line, reading.seekers[need]) if line else [],
        value=_figure(line.value if line else 0),
        unmet=unmet_card(round_, reading, unmet, cast) if unmet else None,
        others=[
            _other(round_, reading, need, a, cast, _loss(lost.get(a.home), reading, may_steer))
            for a in found
        ],
        has_ruled_out=any(who == need_id(need) for who, _home in reading.snapshot["excluded"]),
        step=_figure(weights_of(reading).get("urgency", 0)),
        chain=chain_of(round_, reading, chain, cast) if chain else None,
        steerings=_steerings(actor, round_, need),
        offer=_offer(actor, round_, need),
        may_steer=may_steer,
    )


def _weighed(line: Line, seeker: Facts) -> list[tuple[str, str, str]]:
    return [(what, _figure(value), why) for what, value, why in wording.weighed(line, seeker)]


def _figure(points: int) -> str:
    return str(number_format(points, force_grouping=True))


def _steer_url(round_: Round, need: int, kind: RuleKind, home: int) -> str:
    return reverse("allocation:steer", args=[round_.pk, need, str(kind), home])


def _loss(loss: Loss | None, reading: Reading, may_steer: bool) -> str:
    return wording.loss(loss, weights_of(reading)) if may_steer else ""


def _other(  # who, which home, and how it is told
    round_: Round, reading: Reading, need: int, other: Alternative, cast: Cast, loss: str
) -> Other:
    line: Line | None = reading.lines.get(need)
    taken = other.taker is not None and cast.sees(other.taker)
    return Other(
        home=cast.home_card(other.home),
        value=wording.points(other.value, weights_of(reading)),
        better=other.value > (line.value if line else 0),
        taker=cast.person(other.taker) if taken and other.taker else "",
        taker_url=reverse("allocation:line", args=[round_.pk, other.taker]) if taken else "",
        choose_url=_steer_url(round_, need, RuleKind.PIN, other.home),
        loss=loss,
    )


def _steerings(actor: Actor, round_: Round, need: int) -> list[Steering]:
    mine = Steering.objects.permitted_to(actor, READ_ROUNDS).filter(round=round_, need_id=need)
    return list(mine.select_related("dwelling", "made_by").order_by("-made_at"))


def _offer(actor: Actor, round_: Round, need: int) -> Offer | None:
    mine = Offer.objects.permitted_to(actor, READ_ROUNDS).filter(round=round_, need_id=need)
    return mine.order_by("-pk").first()
