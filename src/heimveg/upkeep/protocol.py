"""The takeover protocol as a tagged PDF built to PDF/UA-1, in bokmål, nynorsk or English."""

import json
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import typst
from babel.dates import format_date
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.upkeep.models import Finding, Inspection, Photo, PhotoFile, Signature

TEMPLATE = Path(__file__).parent / "typst" / "protocol.typ"
LOCALES = {"nb": "nb_NO", "nn": "nn_NO"}
MOST_PHOTOS = 24  # in the document; the rest is on the page


def protocol_pdf(
    inspection: Inspection,
    signatures: Sequence[Signature],
    *,
    municipality: str,
    language: str,
) -> bytes:
    """`signatures`: those that the reader sees. The same content gives the same document."""
    findings = inspection.findings.select_related("criterion").order_by("criterion__place")
    photos = list(
        Photo.objects.filter(inspection=inspection).select_related("criterion").order_by("pk")
    )[:MOST_PHOTOS]
    with translation.override(language):
        content = {
            "language": language,
            "title": _("Takeover protocol"),
            "municipality": municipality,
            "facts": [
                [_("Home"), inspection.dwelling.address],
                [_("Object number"), inspection.dwelling.object_number],
                [_("Kind"), capfirst(inspection.get_kind_display())],
                [_("Day"), _day(inspection.held_on or inspection.planned_on, language)],
                [_("Conclusion"), capfirst(inspection.get_conclusion_display())],
            ],
            "words": inspection.words,
            "seen": _("What was seen"),
            "head": [_("Criterion"), _("Answer"), _("Measured"), _("Note")],
            "rows": [_row(finding) for finding in findings],
            "photos_title": _("Photos"),
            "photos": [
                [f"{photo.pk}.jpg", photo.criterion.text if photo.criterion else _("Photo")]
                for photo in photos
            ],
            "signed_title": _("Signed"),
            "signed": [_signed(signature) for signature in signatures],
            "unsigned": _("Not signed yet."),
        }
    return _compiled(json.dumps(content, ensure_ascii=False, sort_keys=True), photos)


def _row(finding: Finding) -> list[str]:
    unit = finding.criterion.unit
    measure = "–" if finding.measure is None else f"{number_format(finding.measure)} {unit}"
    answer = capfirst(finding.get_answer_display())
    return [finding.criterion.text, answer, measure, finding.note or "–"]


def _signed(signature: Signature) -> dict[str, str]:
    moment = timezone.localtime(signature.signed_at)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path fill="none"'
        f' stroke="#222" stroke-width="2" d="{signature.drawing}"/></svg>'
        if signature.drawing
        else ""
    )
    return {
        "party": capfirst(signature.get_party_display()),
        "name": signature.name or _("Not signed: %(because)s") % {"because": signature.because},
        "when": moment.strftime("%d.%m.%Y %H:%M"),
        "svg": svg,
        "alt": _("Signature of %(name)s") % {"name": signature.name},
    }


def _day(day: date, language: str) -> str:
    return format_date(day, format="long", locale=LOCALES.get(language, "en_GB"))


@cache
def _template() -> str:
    return TEMPLATE.read_text(encoding="utf-8")


def _compiled(content: str, photos: Sequence[Photo]) -> bytes:
    """Photos lie beside the template while it is drawn, and are gone afterwards."""
    files = PhotoFile.objects.filter(photo__in=[photo.pk for photo in photos])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "protocol.typ").write_text(_template(), encoding="utf-8")
        for file in files:
            (root / f"{file.photo_id}.jpg").write_bytes(bytes(file.content))
        made = typst.compile(
            str(root / "protocol.typ"),
            root=folder,
            format="pdf",
            sys_inputs={"protocol": content},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made
