"""Agreements beside the lease: each a document of its own, and never a condition for the home."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.decisions.rules.threats import threats_in
from heimveg.tenancies.lease_wording import name_of
from heimveg.tenancies.models import Agreement, CrisisStep, Tenancy
from heimveg.tenancies.permissions import AGREE_ON_CRISIS, WRITE_AGREEMENT
from heimveg.tenancies.queries.security import Room, room_for_guarantee
from heimveg.tenancies.rules.agreeing import AgreementKind
from heimveg.values import Money


@command(WRITE_AGREEMENT)
def write_agreement(
    actor: Actor, *, tenancy_id: int, content: Mapping[str, Any], on: date
) -> Agreement:
    """The next version of an agreement of a kind, as a draft; the one in force is kept.

    Raises Tenancy.DoesNotExist, and Invalid where the words make the home depend on it.
    """
    mine = Tenancy.objects.permitted_to(actor, WRITE_AGREEMENT).select_for_update(of=("self",))
    tenancy = mine.get(pk=tenancy_id)
    _refuse_conditions("text", str(content["text"]))
    if content["kind"] == AgreementKind.GUARANTEE:
        room = room_for_guarantee(tenancy, on=on)
        if why := _too_much(room, int(content["amount_ore"] or 0)):
            raise Invalid({"amount": why})
    before = Agreement.objects.filter(tenancy=tenancy, kind=content["kind"])
    return Agreement.objects.create(
        person_id=tenancy.person_id,
        tenancy=tenancy,
        number=before.count() + 1,
        recorded_by_id=actor.user_id,
        **content,
    )


@command(WRITE_AGREEMENT)
def sign_agreement(actor: Actor, *, agreement_id: int, version: int, on: date) -> Agreement:
    """In force from here on; the version before is replaced. Raises Stale, and Refused also where
    a guarantee is too much beside the deposit by now."""
    agreement = _locked(actor, agreement_id)
    if agreement.kind == AgreementKind.SAFETY and not agreement.other_party.strip():
        raise Refused(_("Write who the private landlord is."))
    ceiling = None
    if agreement.kind == AgreementKind.GUARANTEE:
        room = room_for_guarantee(agreement.tenancy, on=on)
        if why := _too_much(room, agreement.amount_ore or 0):
            raise Refused(why)
        ceiling = room.ceiling_ore
    agreement.claim(version)
    agreement.sign(on=on, ceiling_ore=ceiling)
    return agreement


@command(WRITE_AGREEMENT)
def end_agreement(actor: Actor, *, agreement_id: int, version: int, on: date) -> Agreement:
    """Voluntary, so it can be ended any day. The lease stands as it is."""
    agreement = _locked(actor, agreement_id)
    agreement.claim(version)
    agreement.end(on=on)
    return agreement


@command(AGREE_ON_CRISIS)
def agree_on_step(
    actor: Actor, *, tenancy_id: int, content: Mapping[str, Any], on: date
) -> CrisisStep:
    """A step of the crisis clause, made with the resident, with the day it is looked at again."""
    tenancy = Tenancy.objects.permitted_to(actor, AGREE_ON_CRISIS).get(pk=tenancy_id)
    _refuse_conditions("helps", str(content["helps"]))
    if content["review_on"] <= on:
        raise Invalid({"review_on": _("Choose a later day.")})
    return CrisisStep.objects.create(
        person_id=tenancy.person_id,
        tenancy=tenancy,
        agreed_on=on,
        recorded_by_id=actor.user_id,
        **content,
    )


@command(AGREE_ON_CRISIS)
def end_step(actor: Actor, *, step_id: int, on: date) -> CrisisStep:
    """The step holds no more. Raises CrisisStep.DoesNotExist, Refused when it has ended."""
    mine = CrisisStep.objects.permitted_to(actor, AGREE_ON_CRISIS)
    step = mine.select_for_update(of=("self",)).get(pk=step_id)
    if step.ended_on is not None:
        raise Refused(_("This step has ended already."))
    step.ended_on = on
    step.save(update_fields=["ended_on"])
    return step


def _locked(actor: Actor, agreement_id: int) -> Agreement:
    mine = Agreement.objects.permitted_to(actor, WRITE_AGREEMENT)
    tenancy_id = mine.values_list("tenancy_id", flat=True).get(pk=agreement_id)
    Tenancy.objects.select_for_update(of=("self",)).get(pk=tenancy_id)
    return mine.select_for_update(of=("self",)).get(pk=agreement_id)


def _too_much(room: Room, guaranteed_ore: int) -> str:
    """Why so much cannot be guaranteed; empty where it can (husleieloven §§ 3-5 and 3-7)."""
    if room.most_ore is None or guaranteed_ore <= room.most_ore:
        return ""
    why = (
        _(
            "Deposit and guarantee are together at most %(number)s months' rent (%(paragraph)s):"
            " here %(most)s kroner at most."
        )
        if room.most_ore
        else _(
            "Deposit and guarantee are together at most %(number)s months' rent (%(paragraph)s),"
            " and the deposit of %(deposit)s kroner takes all of it. A guarantee can come instead"
            " of the deposit: write a lease with a lower deposit first."
        )
    )
    told = {"number": room.row.number, "paragraph": name_of(room.row)}
    most, deposit = (Money.kroner(ore // 100) for ore in (room.most_ore, room.deposit_ore))
    return why % (told | {"most": most, "deposit": deposit})


def _refuse_conditions(field: str, text: str) -> None:
    words = condition_words()
    found = conditions_in(text, words) or threats_in(text, words)
    if found:
        why = _(
            "«%(sentence)s» makes the home depend on this agreement. It is voluntary: take the"
            " sentence out."
        )
        raise Invalid({field: why % {"sentence": found[0].sentence}})
