"""The decision as a letter: plain words, grounds, right of appeal and deadline, in the person's
language, as a tagged PDF built to PDF/UA-1."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst
from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _

from heimveg.accounts.models import Municipality
from heimveg.decisions.models import Decision, LegalText

TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"


def letter_pdf(
    decision: Decision,
    municipality: Municipality,
    *,
    on: date,
    appeal_by: date,
    rights: Sequence[LegalText],
) -> bytes:
    """The bytes of the letter. The same decision on the same day gives the same letter."""
    with translation.override(decision.language):
        content = letter_content(decision, municipality, on=on, appeal_by=appeal_by, rights=rights)
    return _compiled(json.dumps(content, ensure_ascii=False, sort_keys=True))


def letter_content(
    decision: Decision,
    municipality: Municipality,
    *,
    on: date,
    appeal_by: date,
    rights: Sequence[LegalText],
) -> dict[str, Any]:
    """What the letter says, section by section, in the language that is active."""
    language = decision.language
    sections = [
        (_("What we have decided"), [decision.outcome, *_replaced(decision, language)]),
        (_("What we built on"), [decision.facts]),
        (_("What we weighed"), [decision.considerations]),
        (
            _("Support"),
            [decision.assumed_support, _("This is not a condition for the home.")]
            if decision.assumed_support
            else [],
        ),
        (_("The rules"), [_text(ground, language) for ground in decision.grounds.order_by("pk")]),
        (
            _("If you disagree"),
            [
                *(_text(right, language) for right in rights),
                _("Send the appeal by %(day)s at the latest.")
                % {"day": day_in_words(appeal_by, language)},
                *([_appeal_body(municipality)] if municipality.appeal_body else []),
            ],
        ),
    ]
    return {
        "language": language,
        "title": _("Decision: %(kind)s") % {"kind": decision.get_kind_display()},
        "draft": "" if decision.told_on else _("Draft. This letter has not been sent."),
        "municipality": municipality.name,
        "unit": decision.unit.name,
        "sender": [
            line for line in [*municipality.address.splitlines(), decision.unit.phone] if line
        ],
        "date": day_in_words(on, language),
        "reference": _("Our reference: %(number)s") % {"number": decision.pk},
        "receiver": decision.person.shown_name,
        "sections": [
            {
                "heading": heading,
                "paragraphs": [line for text in texts for line in text.splitlines() if line],
            }
            for heading, texts in sections
            if texts
        ],
        "regards": _("Kind regards"),
        "signers": [
            {
                "name": decision.signed_by.name if decision.signed_by else "",
                "role": _("caseworker"),
            },
            {
                "name": decision.approved_by.name if decision.approved_by else "",
                "role": _("approved by"),
            },
        ],
    }


def _replaced(decision: Decision, language: str) -> list[str]:
    old = decision.replaces
    if old is None:
        return []
    told = {"number": old.pk, "day": day_in_words(old.told_on or old.drafted_on, language)}
    return [_("This replaces our decision number %(number)s of %(day)s.") % told]


def day_in_words(day: date, language: str) -> str:
    return format_date(
        day, format="long", locale={"nb": "nb_NO", "nn": "nn_NO"}.get(language, "en_GB")
    )


def _appeal_body(municipality: Municipality) -> str:
    return _("Appeal body: %(body)s.") % {"body": municipality.appeal_body}


def _text(row: LegalText, language: str) -> str:
    return str(getattr(row, f"text_{language}"))


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _compiled(content: str) -> bytes:
    made = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"letter": content},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made
