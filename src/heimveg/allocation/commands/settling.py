"""Settle a round: a drafted decision and a held home for every proposed move."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Municipality
from heimveg.allocation import letters
from heimveg.allocation.locks import lock_homes, lock_needs
from heimveg.allocation.models import Offer, Round, Steering
from heimveg.allocation.permissions import SETTLE_ROUND
from heimveg.allocation.proposals import Line, Reading
from heimveg.allocation.queries.stock import letable_on, taken_on
from heimveg.allocation.rules import OfferState, Terms
from heimveg.allocation.terms import terms_on
from heimveg.base.errors import Refused
from heimveg.decisions.models import Decision, LegalText
from heimveg.decisions.queries import DEFAULT_GROUNDS, legal_texts
from heimveg.decisions.rules import DecisionKind
from heimveg.dwellings.models import Dwelling
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.rules import Term

GROUNDS = (*DEFAULT_GROUNDS, "lease_for_disadvantaged")


class HomeGone(Refused):
    """A home of the proposal was let, held or taken out of use after the snapshot."""


@command(SETTLE_ROUND)
def settle_round(actor: Actor, *, round_id: int, version: int, on: date, at: datetime) -> Round:
    """Draft a decision and hold the home for every move, linked along each chain.

    Nothing goes out: each offer waits for its decision to be signed by two. Raises
    Round.DoesNotExist, RoundClosed, Stale, HomeGone, and Refused when a need has changed or is
    not the actor's to see.
    """
    mine = Round.objects.permitted_to(actor, SETTLE_ROUND).select_for_update(of=("self",))
    round_ = mine.select_related("unit").get(pk=round_id)
    round_.require_open()
    round_.claim(version)
    reading = Reading(round_.snapshot, round_.proposal)
    lines = reading.moves
    if not lines:
        raise Refused(_("The proposal holds no move. There is nothing to settle."))
    homes = lock_homes(home for line in lines for home in (line.home, line.leaves))
    needs = lock_needs(actor, SETTLE_ROUND, (line.need for line in lines))
    _require_needs(lines, needs)
    _require_homes(lines, needs, homes, on)
    _settle(_Settling(actor, round_, reading, needs, on))
    round_.settle(at=at)
    return round_


def _require_needs(lines: tuple[Line, ...], needs: dict[int, Need]) -> None:
    if len(needs) < len(lines):
        raise Refused(
            _("The proposal holds moves you may not see. A cleared colleague has to settle it.")
        )
    moved_on = [need for need in needs.values() if need.status != NeedStatus.WAITING]
    if moved_on:
        text = ngettext(
            "%(n)d need in the proposal no longer waits. Renew the round, and solve it again.",
            "%(n)d needs in the proposal no longer wait. Renew the round, and solve it again.",
            len(moved_on),
        )
        raise Refused(text % {"n": len(moved_on)})


def _require_homes(
    lines: tuple[Line, ...], needs: dict[int, Need], homes: dict[int, Dwelling], on: date
) -> None:
    """Raises HomeGone, naming the homes. Asked after the locks, so the answer holds."""
    gone = sorted(_gone(lines, needs, homes, on))
    if gone:
        numbers = ", ".join(homes[pk].object_number for pk in gone[:5])
        text = _(
            "Somebody else was first: %(homes)s cannot be held any more. Renew the round, and"
            " solve it again with the homes of today."
        )
        raise HomeGone(text % {"homes": numbers})


def _gone(
    lines: tuple[Line, ...], needs: dict[int, Need], homes: dict[int, Dwelling], on: date
) -> set[int]:
    taken = taken_on(on, dwellings=list(homes))
    letable = letable_on(on, with_coming_free=True)
    persons = [need.person_id for need in needs.values()]
    running = Tenancy.objects.running_on(on).filter(person_id__in=persons)
    lives_in = dict(running.values_list("person_id", "dwelling_id"))
    left = {line.leaves for line in lines}
    gone = {line.home for line in lines if line.home not in letable}
    gone |= {line.home for line in lines if line.home not in left and not taken.is_free(line.home)}
    gone |= {line.home for line in lines if line.home in taken.held}
    gone |= {
        line.leaves or line.home
        for line in lines
        if lives_in.get(needs[line.need].person_id) != line.leaves
    }
    return gone


@dataclass(frozen=True)
class _Settling:
    actor: Actor
    round: Round
    reading: Reading
    needs: dict[int, Need]
    on: date


@dataclass(frozen=True)
class _Shared:
    """What every decision of the round has in common; asked for once."""

    homes: dict[int, Dwelling]  # with rent
    grounds: list[LegalText]
    language: str
    terms: Terms
    digest: str
    steerings: dict[int, list[Steering]]


def _shared(settling: _Settling) -> _Shared:
    wanted = {line.home for line in settling.reading.moves}
    rows = Dwelling.objects.filter(pk__in=wanted).with_rent()
    steerings: dict[int, list[Steering]] = defaultdict(list)
    for steering in Steering.objects.in_force().filter(round=settling.round):
        steerings[steering.need_id].append(steering)
    return _Shared(
        homes={row.pk: row for row in cast("Iterable[Dwelling]", rows)},
        grounds=legal_texts(GROUNDS, on=settling.on),
        language=Municipality.objects.values_list("default_language", flat=True).first() or "nn",
        terms=terms_on(settling.on),
        digest=letters.digest_of_snapshot(settling.round.snapshot),
        steerings=steerings,
    )


def _settle(settling: _Settling) -> None:
    """Chain by chain from the vacancy inwards; each link follows the one before.

    The unique constraint is the last guard: a home held by somebody who took no lock.
    """
    shared = _shared(settling)
    try:
        with transaction.atomic():
            for chain in settling.reading.chains:
                before: Offer | None = None
                for line in chain.lines:
                    before = _hold(settling, shared, line, before)
    except IntegrityError as error:
        raise HomeGone(
            _("Somebody else was first: a home of the proposal is held already. Renew the round.")
        ) from error


def _hold(settling: _Settling, shared: _Shared, line: Line, before: Offer | None) -> Offer:
    need = settling.needs[line.need]
    offer = Offer.objects.create(
        round=settling.round,
        person=need.person,
        need=need,
        dwelling_id=line.home,
        leaves_id=line.leaves,
        decision=_draft(settling, shared, line, need),
        follows=before,
        chain=line.chain or 0,
        step=line.step or 1,
        reasons=list(line.reasons),
        state=OfferState.RESERVED,
        answer_by=settling.on + timedelta(days=shared.terms.reservation_days),
    )
    need.move(NeedStatus.OFFERED, on=settling.on)
    return offer


def _draft(settling: _Settling, shared: _Shared, line: Line, need: Need) -> Decision:
    language = need.person.language or shared.language
    on, years = settling.on, shared.terms.lease_years
    seeker = settling.reading.seekers[line.need]
    text = letters.words(
        need, shared.homes[line.home], line, seeker, language=language, lease_years=years
    )
    return Decision.draft(
        person=need.person,
        unit=settling.round.unit,
        kind=DecisionKind.MUNICIPAL_DWELLING,
        language=language,
        facts=text.facts,
        considerations=text.considerations,
        outcome=text.outcome,
        grounds=shared.grounds,
        evidence=letters.evidence(
            settling.round,
            settling.reading,
            line,
            digest=shared.digest,
            steerings=shared.steerings.get(line.need, []),
        ),
        valid_from=on,
        valid_to=Term(years).ends_on(on),
        on=on,
    )
