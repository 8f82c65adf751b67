"""Funding ties as the reader may know them. That there is one, until when and what is paid back
is for all who see the home; which grant, for whom and on what conditions never leaves here for
others than those who read needs: beside the name of who lives there it would be a diagnosis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.dwellings.models import Dwelling, FundingTie
from heimveg.dwellings.permissions import READ_TIES
from heimveg.values import Money, Period


@dataclass(frozen=True, slots=True)
class KnownTie:
    """`grant`, `group` and `conditions` are empty for who may not know them."""

    pk: int
    dwelling: Dwelling
    period: Period
    repay: Money | None
    grant: str = ""
    group: str = ""
    conditions: str = ""

    @property
    def started_on(self) -> date:
        return self.period.start

    @property
    def ended_on(self) -> date | None:
        return self.period.end

    @property
    def last_on(self) -> date | None:
        """The last day in: the one way a tie's end is told."""
        return self.period.last


def ties_of(actor: Actor, home: Dwelling) -> list[KnownTie]:
    """Newest first. One query."""
    return known_to(actor, home.funding_ties.select_related("dwelling").order_by("-started_on"))


def known_to(actor: Actor, ties: Iterable[FundingTie]) -> list[KnownTie]:
    """The ties in the same order, each with what the actor may know of it."""
    may_know = actor.may(READ_TIES)
    return [_known(tie, may_know=may_know) for tie in ties]


def _known(tie: FundingTie, *, may_know: bool) -> KnownTie:
    repay = None if tie.repay_nok is None else Money.kroner(tie.repay_nok)
    told = (tie.grant, str(tie.get_group_display()), tie.conditions) if may_know else ()
    return KnownTie(tie.pk, tie.dwelling, tie.period, repay, *told)
