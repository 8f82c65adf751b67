"""What both parties sign, as a paper: plain words, tagged, built to PDF/UA-1."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"


def made_paper(content: Mapping[str, Any]) -> bytes:
    """The bytes of a paper; the same content gives the same paper.

    `content`: language, title, municipality, draft, reference, facts (pairs), sections (heading
    and paragraphs), signers, place_and_day, signed; texts in the paper's own language.
    """
    made = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"paper": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
