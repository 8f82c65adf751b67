"""Agreements beside the lease: each a document of its own, and never a condition for the home."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.tenancies.models import Agreement, CrisisStep, Lease, Tenancy
from heimveg.tenancies.permissions import AGREE_ON_CRISIS, WRITE_AGREEMENT
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.leases import rent_on
from heimveg.tenancies.rules.agreeing import AgreementKind
from heimveg.tenancies.rules.law import Law


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
        _refuse_too_much(tenancy, int(content["amount_ore"] or 0), law_on(on), on=on)
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
    """In force from here on; the version before is replaced. Raises Stale, Refused."""
    agreement = _locked(actor, agreement_id)
    agreement.claim(version)
    agreement.sign(on=on)
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


def _refuse_too_much(tenancy: Tenancy, guaranteed_ore: int, law: Law, *, on: date) -> None:
    """Deposit and guarantee together have a ceiling (husleieloven § 3-5)."""
    rent = rent_on(tenancy, on)
    lease = Lease.objects.filter(tenancy=tenancy).in_force(on).first()
    row, deposit = law["deposit"], lease.deposit_ore if lease else 0
    if rent is None or guaranteed_ore + deposit <= row.number * rent:
        return
    why = _(
        "Deposit and guarantee are together at most %(number)s months' rent (%(paragraph)s): here"
        " %(most)s kroner at most."
    )
    most = max(0, row.number * rent - deposit) // 100
    told = {"number": row.number, "paragraph": row.paragraph, "most": most}
    raise Invalid({"amount": why % told})


def _refuse_conditions(field: str, text: str) -> None:
    found = conditions_in(text, condition_words())
    if found:
        why = _(
            "«%(sentence)s» makes the home depend on this agreement. It is voluntary: take the"
            " sentence out."
        )
        raise Invalid({field: why % {"sentence": found[0].sentence}})
