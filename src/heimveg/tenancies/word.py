"""A lease in the municipality's own Word template. Works where `docxtpl` is installed."""

import io
import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.accounts.models import Municipality
from heimveg.base.errors import Invalid
from heimveg.base.parts import Text
from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.dwellings.rules.tenant_words import about_the_tenant
from heimveg.dwellings.wording import tenant_words
from heimveg.tenancies.lease_paper import lease_content
from heimveg.tenancies.lease_wording import WORDS
from heimveg.tenancies.models import Lease
from heimveg.tenancies.rules.law import Law
from heimveg.tenancies.rules.word import (
    MOST_LETTERS,
    SHOWN,
    Line,
    Wrong,
    fields_in,
    lines_of,
    marks_amiss,
    what_is_wrong,
)

FIELDS: Mapping[str, Text] = {
    "landlord": gettext_lazy("the municipality's name"),
    "tenant": gettext_lazy("the tenant's name"),
    "home": gettext_lazy("address and object number"),
    "from_day": gettext_lazy("the first day"),
    "until_day": gettext_lazy("the last day, or that there is no end"),
    "rent": gettext_lazy("rent a month, kroner"),
    "deposit": gettext_lazy("deposit, kroner, or that there is none"),
    "notice_months": gettext_lazy("period of notice, months"),
    "told_in_writing": gettext_lazy("what § 11-1 says, and the day the tenant was told"),
    "terms": gettext_lazy("what else is agreed"),
    "reference": gettext_lazy("number of tenancy and version"),
}
WRONG: Mapping[Wrong, Text] = {
    Wrong.TOO_LARGE: gettext_lazy("The file is too large. Save it with smaller pictures."),
    Wrong.NOT_WORD: gettext_lazy("This is not a Word file. Save it as .docx and choose it again."),
    Wrong.MACROS: gettext_lazy("The file has macros. Save it as .docx without them."),
    Wrong.LINKS: gettext_lazy(
        "The file links to something outside itself: a web address, a picture or a template."
        " Take the links out."
    ),
    Wrong.EMBEDDED: gettext_lazy("Another file is embedded in this one. Take it out."),
    Wrong.COMMANDS: gettext_lazy(
        "Between the brackets stands something else than the name of a field."
    ),
    Wrong.UNCLOSED: gettext_lazy(
        "A bracket is opened or closed alone. A field has two before its name and two after it,"
        " all in one line."
    ),
    Wrong.NO_FIELDS: gettext_lazy(
        "No field of the list stands in the file: every lease would be the same. Put the fields"
        " where the tenant, the home and the rent belong."
    ),
    Wrong.UNFILLED: gettext_lazy(
        "The fields cannot be filled. Write each field anew, letter by letter, and choose the"
        " file again."
    ),
}
MOST_TOLD = 5  # of what is wrong, at a time
NAMES = ("landlord", "tenant", "home", "from_day", "until_day", "rent", "deposit")


def is_installed() -> bool:
    return find_spec("docxtpl") is not None


class CannotBeFilled(Exception):
    """The template stops the filling. `is_template`: by its fields, not by being broken."""

    def __init__(self, *, is_template: bool) -> None:
        super().__init__()
        self.is_template = is_template


def check_template(content: bytes, *, on: date) -> None:
    """Raises Invalid, about `file`, with all that has to be mended."""
    if wrong := "\n".join(itertools.islice(problems_of(content, on=on), MOST_TOLD)):
        raise Invalid({"file": wrong})


def problems_of(content: bytes, *, on: date) -> Iterator[str]:
    """Why no lease can be made of the file, each with where it stands; nothing for a good one.
    The last proof is to fill it, with invented words."""
    wrong = what_is_wrong(content)
    if wrong is not None:
        yield str(WRONG[wrong])
        return
    lines = lines_of(content)
    if sum(len(line.text) for line in lines) > MOST_LETTERS:
        yield str(WRONG[Wrong.TOO_LARGE])
        return
    found = [*_of_fields(lines), *_of_words(lines, on)] or _of_filling(content, lines)
    yield from found


def filled(template: bytes, lease: Lease, municipality: Municipality, law: Law) -> bytes:
    """The lease as .docx, in the lease's language. Raises CannotBeFilled."""
    with translation.override(lease.language):
        values = _values(lease, municipality, law)
    return _filled(template, values)


def _of_fields(lines: list[Line]) -> Iterator[str]:
    for wrong, line, mark in marks_amiss(lines):
        yield _where(line, mark) + str(WRONG[wrong])
    if unknown := sorted(fields_in(lines) - FIELDS.keys()):
        text = _("These fields are not known: %(names)s. Use the names of the list.")
        yield text % {"names": ", ".join(unknown)}


def _of_words(lines: list[Line], on: date) -> Iterator[str]:
    """What makes the home depend on treatment, or tells about the tenant, as in a lease."""
    conditions, words = condition_words(), tenant_words(on)
    for line in lines:
        found = conditions_in(line.text, conditions)
        for each in found:
            yield _where(line) + WORDS["depends"] % {"words": each.sentence}
        stopped = {each.sentence for each in found}
        for about in about_the_tenant(line.text, words):
            if about.sentence not in stopped:
                yield _where(line) + WORDS[f"tells_of_{about.topic}"] % {"words": about.word}


def _of_filling(content: bytes, lines: list[Line]) -> list[str]:
    invented = {name: f"{text} & <1> {{{{ 2 }}}}" for name, text in FIELDS.items()}
    try:
        _filled(content, invented)
    except CannotBeFilled as failed:
        return [str(WRONG[Wrong.UNFILLED if failed.is_template else Wrong.NOT_WORD])]
    return [] if fields_in(lines) else [str(WRONG[Wrong.NO_FIELDS])]


def _where(line: Line, mark: str = "") -> str:
    told = {"number": line.number, "words": mark or line.text[:SHOWN]}
    if line.is_in_body:
        return _("Line %(number)s, «%(words)s»: ") % told
    return _("Header, footer or note, «%(words)s»: ") % told


def _filled(template: bytes, values: Mapping[str, str]) -> bytes:
    """Values are text and nothing else."""
    from docxtpl import DocxTemplate  # noqa: PLC0415  # an extra
    from jinja2 import TemplateError  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    made = io.BytesIO()
    try:
        document: Any = DocxTemplate(io.BytesIO(template))
        document.render(
            dict(values), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True
        )
        document.save(made)
    except TemplateError as error:
        raise CannotBeFilled(is_template=True) from error
    except Exception as error:  # whatever the library says of a file that is broken inside
        raise CannotBeFilled(is_template=False) from error
    return made.getvalue()


def _values(lease: Lease, municipality: Municipality, law: Law) -> dict[str, str]:
    content = lease_content(lease, municipality, law)
    facts = dict(zip(NAMES, (fact for _label, fact in content["facts"]), strict=True))
    heading = _("For people in a difficult position")
    told = [
        text for s in content["sections"] if s["heading"] == heading for text in s["paragraphs"]
    ]
    return facts | {
        "notice_months": str(lease.notice_months),
        "told_in_writing": "\n".join(told),
        "terms": lease.terms,
        "reference": content["reference"],
    }
