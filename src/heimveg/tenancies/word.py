"""A lease in the municipality's own Word template. Works where `docxtpl` is installed."""

import io
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.accounts.models import Municipality
from heimveg.base.errors import Invalid
from heimveg.base.parts import Text
from heimveg.tenancies.lease_paper import lease_content
from heimveg.tenancies.models import Lease
from heimveg.tenancies.rules.law import Law
from heimveg.tenancies.rules.word import Wrong, fields_in, what_is_wrong

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
}
NAMES = ("landlord", "tenant", "home", "from_day", "until_day", "rent", "deposit")


def is_installed() -> bool:
    return find_spec("docxtpl") is not None


def check_template(content: bytes) -> None:
    """Raises Invalid, about `file`, with what to mend; unknown fields by name."""
    wrong = what_is_wrong(content)
    if wrong is not None:
        raise Invalid({"file": str(WRONG[wrong])})
    try:
        asked = set(fields_in(_texts(content)))
    except ValueError as error:
        raise Invalid({"file": str(WRONG[Wrong.COMMANDS])}) from error
    except Exception as error:  # whatever the library says of a file that is broken inside
        raise Invalid({"file": str(WRONG[Wrong.NOT_WORD])}) from error
    if unknown := sorted(asked - FIELDS.keys()):
        text = _("These fields are not known: %(names)s. Use the names of the list.")
        raise Invalid({"file": text % {"names": ", ".join(unknown)}})


def filled(template: bytes, lease: Lease, municipality: Municipality, law: Law) -> bytes:
    """The lease as .docx, in the lease's language. Values are text and nothing else."""
    from docxtpl import DocxTemplate  # noqa: PLC0415  # an extra
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    document: Any = DocxTemplate(io.BytesIO(template))
    with translation.override(lease.language):
        values = _values(lease, municipality, law)
    document.render(values, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _texts(content: bytes) -> list[str]:
    """Body, headers and footers, each with fields that Word split put together again."""
    from docxtpl import DocxTemplate  # noqa: PLC0415

    document: Any = DocxTemplate(io.BytesIO(content))
    document.init_docx()
    parts = [document.get_xml()]
    for kind in (document.HEADER_URI, document.FOOTER_URI):
        parts += [document.get_part_xml(part) for _key, part in document.get_headers_footers(kind)]
    return [document.patch_xml(part) for part in parts]


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
