"""What can be done with a decision. Each function is one use case, whole or not at all."""

import hashlib
from datetime import date, datetime
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, Permission, command
from heimveg.accounts.queries import municipality
from heimveg.base.errors import Invalid, Refused, type_text
from heimveg.decisions import queries
from heimveg.decisions.letters import letter_pdf
from heimveg.decisions.models import Decision, Letter
from heimveg.decisions.permissions import (
    APPROVE_DECISION,
    DRAFT_DECISION,
    SIGN_DECISION,
    TELL_DECISION,
)
from heimveg.decisions.rules import DecisionState, Words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel

TEXTS = ("facts", "considerations", "outcome", "assumed_support")
WHY_NOT = {
    "sobriety": _(
        "A home cannot depend on sobriety. Remove «%(sentence)s»; support can be described as"
        " assumed."
    ),
    "treatment": _(
        "A home cannot depend on treatment. Remove «%(sentence)s»; support can be described as"
        " assumed."
    ),
    "visits": _(
        "A home cannot depend on visits. Remove «%(sentence)s»; support can be described as"
        " assumed."
    ),
    "support": _(
        "A home cannot depend on accepting support. Remove «%(sentence)s»; support can be"
        " described as assumed."
    ),
}


@command(DRAFT_DECISION)
def change_draft(
    actor: Actor, /, *, decision_id: int, version: int, **words: Unpack[Words]
) -> Decision:
    """Change the words of a draft. Raises Invalid where they make the home conditional."""
    decision = _locked(actor, DRAFT_DECISION, decision_id)
    if decision.state != DecisionState.DRAFT:
        raise Refused(_("A signed decision never changes. Write a new one that replaces it."))
    _refuse_conditions({name: str(text) for name, text in words.items()})
    decision.claim(version)
    for name, text in words.items():
        setattr(decision, name, text)
    decision.save(update_fields=list(words))
    return decision


@command(SIGN_DECISION)
def sign_decision(
    actor: Actor, /, *, decision_id: int, version: int, at: datetime, **words: Unpack[Words]
) -> Decision:
    """The first pair of eyes, on the words as they stand in the form. Frozen from here on."""
    decision = _locked(actor, SIGN_DECISION, decision_id)
    for name, text in words.items():
        setattr(decision, name, text)
    _refuse_conditions({name: getattr(decision, name) for name in TEXTS})
    decision.claim(version)
    if words:
        decision.save(update_fields=list(words))
    decision.move(DecisionState.SIGNED, signed_by_id=actor.user_id, signed_at=at)
    return decision


@command(APPROVE_DECISION)
def approve_decision(actor: Actor, *, decision_id: int, version: int, at: datetime) -> Decision:
    """The second pair of eyes; what it replaces is replaced from now on.

    Raises Refused for the one who signed.
    """
    decision = _locked(actor, APPROVE_DECISION, decision_id)
    if decision.signed_by_id == actor.user_id:
        raise Refused(
            _("Two people sign a decision. You have signed this one; a colleague approves it.")
        )
    decision.claim(version)
    decision.move(DecisionState.APPROVED, approved_by_id=actor.user_id, approved_at=at)
    if decision.replaces_id:
        _locked(actor, APPROVE_DECISION, decision.replaces_id).move(DecisionState.REPLACED)
    return decision


@command(APPROVE_DECISION)
def return_decision(actor: Actor, *, decision_id: int, version: int) -> Decision:
    """Send a signed decision back to be written anew; the signature falls away."""
    decision = _locked(actor, APPROVE_DECISION, decision_id)
    decision.claim(version)
    decision.move(DecisionState.DRAFT, signed_by_id=None, signed_at=None)
    return decision


@command(DRAFT_DECISION)
def replace_decision(actor: Actor, *, decision_id: int, on: date) -> Decision:
    """Draft a new decision that replaces this one; it stands until the new one is approved.

    Returns the draft that is there already, if somebody was before.
    """
    old = _locked(actor, DRAFT_DECISION, decision_id)
    begun = Decision.objects.filter(replaces=old).first()
    if begun:
        return begun
    if not old.may_be_offered:
        raise Refused(_("Only an approved decision is replaced. A draft can be changed."))
    return old.draft_successor(grounds=queries.grounds_in_force(old, on=on), on=on)


@command(TELL_DECISION)
def tell_decision(
    actor: Actor, *, decision_id: int, version: int, on: date, at: datetime
) -> Decision:
    """Make the letter, put it in the outbox, and let the time for an appeal run."""
    decision = _locked(actor, TELL_DECISION, decision_id)
    appeal_by = queries.appeal_by(reached_party_on=on)
    decision.claim(version)
    decision.move(DecisionState.TOLD, told_on=on, appeal_by=appeal_by)
    rights = queries.rights(on=on)
    pdf = letter_pdf(decision, municipality(), on=on, appeal_by=appeal_by, rights=rights)
    Letter.objects.create(
        decision=decision,
        person=decision.person,
        language=decision.language,
        pdf=pdf,
        digest=hashlib.sha256(pdf).hexdigest(),
        made_at=at,
    )
    Notice.queue(
        key=decision.notice_key,
        person=decision.person,
        channel=Channel.LETTER,
        at=at,
        language=decision.language,
        document=pdf,
        document_name=f"{decision.pk}.pdf",
    )
    return decision


@command(TELL_DECISION)
def hand_over_letter(actor: Actor, *, decision_id: int, at: datetime) -> Decision:
    """Record that a letter that was held back has been given to the person by hand."""
    decision = _locked(actor, TELL_DECISION, decision_id)
    held = Notice.objects.held().filter(key=decision.notice_key)
    notice = held.select_for_update(of=("self",)).first()
    if notice is None:
        raise Refused(_("No letter of this decision is held back."))
    notice.mark_sent(at=at, receipt=f"by hand, user {actor.user_id}")
    return decision


def _refuse_conditions(texts: dict[str, str]) -> None:
    """Raises Invalid, field by field, naming the sentence and the reason."""
    refused: dict[str, type_text] = {}
    for name in texts.keys() & set(TEXTS):
        found = conditions_in(
            texts[name],
            queries.condition_words(),
            support_is_assumed=name == "assumed_support",
        )
        if found:
            refused[name] = WHY_NOT[found[0].topic] % {"sentence": found[0].sentence}
    if refused:
        raise Invalid(refused)


def _locked(actor: Actor, permission: Permission, decision_id: int) -> Decision:
    """Raises Decision.DoesNotExist, also when it is not the actor's to see."""
    mine = Decision.objects.permitted_to(actor, permission).select_for_update(of=("self",))
    return mine.select_related("person", "unit", "signed_by", "approved_by", "replaces").get(
        pk=decision_id
    )
