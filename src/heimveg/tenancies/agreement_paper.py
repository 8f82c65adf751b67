"""What an agreement beside the lease says, and the crisis clause, as papers to sign."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from heimveg.accounts.models import Municipality
from heimveg.decisions.letters import day_in_words
from heimveg.tenancies.models import Agreement, CrisisStep, Tenancy
from heimveg.tenancies.paper import made_paper
from heimveg.tenancies.rules.law import day_before
from heimveg.values import Money


def agreement_pdf(agreement: Agreement, municipality: Municipality, language: str) -> bytes:
    """One agreement, in `language`. What the parties wrote stands as they wrote it."""
    with translation.override(language):
        tenancy = agreement.tenancy
        other = [agreement.other_party] if agreement.other_party else []
        content = _frame(municipality, language) | {
            "title": _capital(str(agreement.get_kind_display())),
            "draft": "" if agreement.signed_on else _("Draft. This agreement is not signed."),
            "reference": _("Tenancy %(number)s, version %(version)s")
            % {"number": tenancy.pk, "version": agreement.number},
            "facts": _agreement_facts(agreement, municipality, language),
            "sections": [
                _section(_("What is agreed"), agreement.text.splitlines()),
                _voluntary(),
                *_ended(agreement, language),
            ],
            "signers": [_("For the municipality"), _("The tenant"), *other],
            "signed": _signed(agreement, language),
        }
    return made_paper(content)


def crisis_pdf(
    tenancy: Tenancy, steps: Sequence[CrisisStep], municipality: Municipality, language: str
) -> bytes:
    """The crisis clause: every step that holds, for the resident to keep."""
    with translation.override(language):
        content = _frame(municipality, language) | {
            "title": _("When it gets hard"),
            "draft": "",
            "reference": _("Tenancy %(number)s") % {"number": tenancy.pk},
            "facts": _parties(tenancy, municipality),
            "sections": [*(_step(step, language) for step in steps), _voluntary()],
            "signers": [_("For the municipality"), _("The tenant")],
            "signed": "",
        }
    return made_paper(content)


def _frame(municipality: Municipality, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "municipality": municipality.name,
        "place_and_day": _("Place and day"),
    }


def _parties(tenancy: Tenancy, municipality: Municipality) -> list[list[str]]:
    home = tenancy.dwelling
    return [
        [_("Municipality"), municipality.name],
        [_("Tenant"), tenancy.person.shown_name],
        [_("Home"), f"{home.address} ({home.object_number})"],
    ]


def _agreement_facts(
    agreement: Agreement, municipality: Municipality, language: str
) -> list[list[str]]:
    rows = _parties(agreement.tenancy, municipality)
    if agreement.other_party:
        rows.append([_("Private landlord or other party"), agreement.other_party])
    rows.append([_("From"), day_in_words(agreement.starts_on, language)])
    if agreement.ends_on:
        rows.append([_("Until"), day_in_words(day_before(agreement.ends_on), language)])
    if agreement.amount_ore is not None:
        amount = _("%(amount)s kr") % {"amount": Money(agreement.amount_ore)}
        rows.append([_("Guaranteed amount"), amount])
    if agreement.legal_basis:
        rows.append([_("Legal basis of the services"), str(agreement.get_legal_basis_display())])
    return rows


def _step(step: CrisisStep, language: str) -> dict[str, Any]:
    looked = _("%(who)s. Looked at again on %(day)s.")
    return _section(
        step.sign,
        [*step.helps.splitlines(), looked % {
            "who": step.who, "day": day_in_words(step.review_on, language)
        }],
    )  # fmt: skip


def _voluntary() -> dict[str, Any]:
    return _section(
        _("It is voluntary"),
        [
            _(
                "You choose freely whether to agree, and can end it any day. Your lease stands"
                " without it: you keep the home whether you agree or not."
            )
        ],
    )


def _ended(agreement: Agreement, language: str) -> list[dict[str, Any]]:
    if agreement.ended_on is None:
        return []
    return [_section(_("Ended"), [day_in_words(agreement.ended_on, language)])]


def _signed(agreement: Agreement, language: str) -> str:
    if agreement.signed_on is None:
        return ""
    return _("Signed %(day)s") % {"day": day_in_words(agreement.signed_on, language)}


def _section(heading: str, paragraphs: Sequence[str]) -> dict[str, Any]:
    return {"heading": heading, "paragraphs": [text for text in paragraphs if text.strip()]}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
