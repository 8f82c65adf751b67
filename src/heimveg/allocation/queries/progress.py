"""How far rounds and chains have come."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

from django.db.models import Count, Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.allocation.models import Offer, Round, Steering
from heimveg.allocation.permissions import READ_ROUNDS
from heimveg.allocation.rules import HOLDING, OfferState, RoundState
from heimveg.base.parts import Step

STOPPED = [str(OfferState.DECLINED), str(OfferState.WITHDRAWN), str(OfferState.EXPIRED)]


def offers_by_round(actor: Actor, rounds: Sequence[Round]) -> dict[int, dict[str, int]]:
    """Offers by state, of those the reader sees. One query for the page."""
    mine = Offer.objects.permitted_to(actor, READ_ROUNDS)
    found = mine.filter(round__in=[r.pk for r in rounds]).values("round_id", "state")
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for row in found.annotate(n=Count("pk")).order_by():
        counts[row["round_id"]][row["state"]] = row["n"]
    return counts


def steps(actor: Actor, round_: Round) -> list[Step]:
    """From proposal to moved in, with the counts of today."""
    mine = Offer.objects.permitted_to(actor, READ_ROUNDS).filter(round=round_)
    states = Counter(mine.values_list("decision__state", "state").order_by())
    total = sum(states.values())
    signed = sum(n for (decision, _offer), n in states.items() if decision in {"approved", "told"})
    waiting = sum(n for (_decision, offer), n in states.items() if offer in HOLDING)
    settled = round_.state in {RoundState.DECIDED, RoundState.CLOSED}
    reached = 1 if not settled else 2 if signed < total and waiting else 3 if waiting else 4
    solved = date_format(round_.solved_at, "MONTH_DAY_FORMAT") if round_.solved_at else ""
    notes = [
        solved,
        date_format(round_.settled_at, "MONTH_DAY_FORMAT") if round_.settled_at else "",
        _("%(n)d of %(all)d") % {"n": signed, "all": total} if settled else "",
        _("%(n)d of %(all)d answered") % {"n": total - waiting, "all": total} if settled else "",
    ]
    labels = [_("Proposal"), _("Committee"), _("Signing"), _("Offers")]
    return [
        Step(label, _step_state(at, reached), note)
        for at, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


def _step_state(at: int, reached: int) -> Literal["done", "current", "todo"]:
    return "done" if at < reached else "current" if at == reached else "todo"


def steerings(actor: Actor, round_: Round) -> list[Steering]:
    """Choices in force that the reader may see, the newest first."""
    mine = Steering.objects.permitted_to(actor, READ_ROUNDS).in_force().filter(round=round_)
    return list(mine.select_related("person", "dwelling", "made_by").order_by("-made_at")[:50])


def stopped_chains(actor: Actor, round_: Round) -> int:
    """Chains of a settled round that stopped before their end: the rest can be solved again."""
    mine = Offer.objects.permitted_to(actor, READ_ROUNDS)
    stopped = mine.filter(round=round_, state__in=STOPPED)
    behind = Offer.objects.filter(follows=OuterRef("pk"), state=OfferState.WITHDRAWN)
    before = Offer.objects.filter(followed_by=OuterRef("pk"), state=OfferState.ACCEPTED)
    chains = stopped.filter(Exists(behind) | Exists(before))
    return chains.values("chain").distinct().count()
