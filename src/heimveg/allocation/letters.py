"""The words and the frozen evidence of a decision that gives a home, in the person's language.

Other people are never named or numbered here: the decision is for one person alone.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.allocation import wording
from heimveg.allocation.models import Round, Steering
from heimveg.allocation.proposals import Facts, Line, Reading, home_id, need_id
from heimveg.dwellings.models import KINDS, Dwelling
from heimveg.needs.models import Need

ABOUT_OTHERS = ("seeker", "taken_by", "cost_to_others", "loss")


@dataclass(frozen=True, slots=True)
class Words:
    facts: str
    considerations: str
    outcome: str


def words(
    need: Need, dwelling: Dwelling, line: Line, seeker: Facts, *, language: str, lease_years: int
) -> Words:
    """What the decision says. `dwelling` carries `rent_ore_month` where it is known."""
    with translation.override(language):
        return Words(
            facts=_facts(need, line, seeker),
            considerations="\n".join(_considered(line, seeker)),
            outcome=_outcome(dwelling, lease_years),
        )


def _facts(need: Need, line: Line, seeker: Facts) -> str:
    told = [
        _("You have had a registered housing need since %(day)s.")
        % {"day": date_format(need.opened_on, "DATE_FORMAT")},
        _("We have assessed the urgency as %(urgency)d of 5.") % {"urgency": seeker["urgency"]},
    ]
    meets = line.reason("meets_all")
    stated = [c for c in (meets or {}).get("requirements", ()) if c in wording.REQUIREMENTS]
    if stated:
        listed = wording.joined([wording.requirement(code) for code in stated])
        told.append(_("What the home has to answer to: %(list)s.") % {"list": listed})
    return "\n".join(told)


def _considered(line: Line, seeker: Facts) -> Iterable[str]:
    yield _("All registered needs and all free homes were weighed together that day.")
    unnamed = wording.Unnamed()
    told = wording.reasons(line, unnamed)
    codes = [r["code"] for r in line.reasons if r["code"] in wording.SENTENCES]
    yield from (
        str(reason.text) for code, reason in zip(codes, told, strict=True) if code != "next_best"
    )
    listed = [what.lower() for what, points, _why in wording.weighed(line, seeker) if points > 0]
    if listed:
        yield _("What counted for you: %(list)s.") % {"list": wording.joined(listed)}


def _outcome(dwelling: Dwelling, lease_years: int) -> str:
    told = [
        _("You are granted the home %(address)s (%(number)s).")
        % {"address": dwelling.address, "number": dwelling.object_number},
        _("It is of the kind: %(kind)s.") % {"kind": KINDS[dwelling.kind]},  # type: ignore[index]  # the field's choices
    ]
    rent = getattr(dwelling, "rent_ore_month", None)
    if rent:
        shown = number_format(rent // 100, force_grouping=True)
        told.append(_("It costs %(rent)s NOK a month in all.") % {"rent": shown})
    told.append(
        ngettext(
            "The lease runs for %(years)d year, and is assessed anew before it ends.",
            "The lease runs for %(years)d years, and is assessed anew before it ends.",
            lease_years,
        )
        % {"years": lease_years}
    )
    return " ".join(told)


def digest_of_snapshot(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 over the round's problem as canonical JSON."""
    return hashlib.sha256(
        json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def evidence(
    round_: Round, reading: Reading, line: Line, *, digest: str, steerings: Iterable[Steering]
) -> dict[str, Any]:
    """What the decision rests on, frozen: the person's own input, the home, the line with its
    parts and alternatives, parameters and engine. The round keeps the whole problem; its
    digest ties the two together."""
    seeker, home = reading.seekers[line.need], reading.homes[line.home]
    return {
        "format": "heimveg-allocation-evidence/1",
        "round": round_.pk,
        "day": round_.day.isoformat(),
        "engine": round_.engine_version,
        "parameters": round_.snapshot["parameters"],
        "snapshot_sha256": digest,
        "status": reading.proposal["status"],
        "seeker": seeker,
        "home": {name: value for name, value in home.items() if name != "occupant"},
        "line": {
            "seeker": need_id(line.need),
            "home": home_id(line.home),
            "value": line.value,
            "parts": dict(line.parts),
            "reasons": [
                {name: value for name, value in reason.items() if name not in ABOUT_OTHERS}
                for reason in line.reasons
            ],
        },
        "steered": [
            {"kind": s.kind, "home": home_id(s.dwelling_id), "reason": s.reason} for s in steerings
        ],
    }


def offer_letter(
    dwelling: Dwelling, *, answer_by: date, unit: str, phone: str, language: str
) -> str:
    """The offer as plain text: which home, until when to answer, and whom to ask."""
    with translation.override(language):
        return "\n\n".join(
            [
                _("Offer of a home"),
                _("We offer you %(address)s.") % {"address": dwelling.address},
                _("Please answer by %(day)s. You may see the home first.")
                % {"day": date_format(answer_by, "DATE_FORMAT")},
                _("Saying no never counts against you. You keep your waiting time."),
                _("Answer to %(unit)s, telephone %(phone)s.") % {"unit": unit, "phone": phone},
            ]
        )
