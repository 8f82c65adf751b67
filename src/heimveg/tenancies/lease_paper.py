"""What a lease says, as the paper both parties sign."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from heimveg.accounts.models import Municipality
from heimveg.decisions.letters import day_in_words
from heimveg.tenancies.lease_wording import in_words
from heimveg.tenancies.models import Lease
from heimveg.tenancies.paper import made_paper
from heimveg.tenancies.rules.law import Law, day_before
from heimveg.tenancies.rules.lease import ShortGround
from heimveg.values import Money


def lease_pdf(lease: Lease, municipality: Municipality, law: Law) -> bytes:
    """The bytes of the paper. The same lease under the same law gives the same paper."""
    with translation.override(lease.language):
        content = lease_content(lease, municipality, law)
    return made_paper(content)


def lease_content(lease: Lease, municipality: Municipality, law: Law) -> dict[str, Any]:
    """What the paper says, section by section, in the language that is active."""
    home = lease.tenancy.dwelling
    return {
        "language": lease.language,
        "title": _("Lease"),
        "municipality": municipality.name,
        "draft": "" if lease.signed_on else _("Draft. This lease is not signed."),
        "reference": _("Tenancy %(number)s, version %(version)s")
        % {"number": lease.tenancy_id, "version": lease.number},
        "facts": [
            [_("Landlord"), municipality.name],
            [_("Tenant"), lease.person.shown_name],
            [_("Home"), f"{home.address} ({home.object_number})"],
            [_("From"), day_in_words(lease.starts_on, lease.language)],
            [_("Until"), _until(lease)],
            [_("Rent a month"), _kroner(lease.rent_ore_month)],
            [_("Deposit"), _kroner(lease.deposit_ore) if lease.deposit_ore else _("none")],
        ],
        "sections": [
            {"heading": heading, "paragraphs": [text for text in texts if text]}
            for heading, texts in _sections(lease, law)
            if any(texts)
        ],
        "signers": [_("For the landlord"), _("The tenant")],
        "place_and_day": _("Place and day"),
        "signed": _signed(lease),
    }


def _until(lease: Lease) -> str:
    if lease.ends_on is None:
        return _("no end")
    return day_in_words(day_before(lease.ends_on), lease.language)


def _kroner(ore: int) -> str:
    return _("%(amount)s kr") % {"amount": Money(ore)}


def _sections(lease: Lease, law: Law) -> list[tuple[str, list[str]]]:
    is_municipal = lease.short_ground == ShortGround.MUNICIPAL
    notice = law["notice_period_room" if lease.is_single_room else "notice_period"]
    told_on = lease.told_in_writing_on
    return [
        (
            _("For people in a difficult position"),
            [
                _(
                    "This home is for people in a difficult position on the housing market. That"
                    " is why the lease can be shorter than the main rule, and you have fewer"
                    " rights than other tenants (husleieloven § 11-1)."
                ),
                _("You were told this in writing on %(day)s.")
                % {"day": day_in_words(told_on, lease.language)}
                if told_on
                else "",
            ]
            if is_municipal
            else [],
        ),
        (
            _("Rent"),
            [
                _("The rent is paid in advance, on the first of each month."),
                in_words(law["index"]) if lease.is_index_regulated else "",
            ],
        ),
        (_("Deposit"), [in_words(law["deposit"])] if lease.deposit_ore else []),
        (
            _("Notice"),
            [
                in_words(notice),
                in_words(law["notice_form"]),
                in_words(law["hold_over"]) if lease.ends_on else "",
            ],
        ),
        (
            _("The home is yours"),
            [
                in_words(law["no_conditions"]),
                _("Other agreements with the municipality are voluntary, and stand apart."),
            ],
        ),
        (_("What else is agreed"), lease.terms.splitlines()),
        (_("The law"), [_("Otherwise the Tenancy Act (husleieloven) holds.")]),
    ]


def _signed(lease: Lease) -> str:
    if lease.signed_on is None:
        return ""
    how = str(lease.get_signed_how_display())
    return f"{how[:1].upper()}{how[1:]}, {day_in_words(lease.signed_on, lease.language)}"
