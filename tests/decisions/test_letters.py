"""The letter: whole, tagged, in the person's language, and the same bytes for ever."""

import hashlib
import re
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from heimveg.accounts.queries import municipality
from heimveg.decisions import commands, queries
from heimveg.decisions.letters import letter_pdf
from heimveg.decisions.models import Letter
from tests.decisions.factories import DAY, DecisionFactory

pytestmark = pytest.mark.django_db


def opened(pdf):
    return pikepdf.open(BytesIO(pdf))


def text_of(pdf):
    """The words as a reader's eyes meet them, from the fonts' own maps back to letters."""
    return " ".join(" ".join(map(_words, opened(pdf).pages)).split())


def _words(page):
    maps = {name: _letters(font) for name, font in page.resources.Font.items()}
    said, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) == "TJ":
            said += [
                _decoded(part, current) for part in operands[0] if isinstance(part, pikepdf.String)
            ]
        elif str(operator) == "Tj":
            said.append(_decoded(operands[0], current))
        elif str(operator) in ("Td", "Tm", "ET"):
            said.append(" ")
    return "".join(said)


def _decoded(string, letters):
    codes = bytes(string)
    return "".join(letters.get(codes[i : i + 2].hex(), "?") for i in range(0, len(codes), 2))


def _letters(font):
    """Code (hexadecimal) to letters, from the font's ToUnicode map."""
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letters in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[code.lower()] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, letters in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for n in range(int(first, 16), int(last, 16) + 1):
                letter = chr(int(letters, 16) + n - int(first, 16))
                found[f"{n:0{len(first)}x}"] = letter
    return found


def tags_of(pdf):
    """The names of the structure elements, in reading order."""
    names = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                names.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    with opened(pdf) as document:
        walk(document.Root.StructTreeRoot)
    return names


def sent(decision, on=DAY):
    return letter_pdf(
        decision,
        municipality(),
        on=on,
        appeal_by=queries.appeal_by(reached_party_on=on),
        rights=queries.rights(on=on),
    )


@pytest.fixture
def letter_in(office):
    def write(language, **words):
        decision = DecisionFactory(unit=office.unit, language=language, **words)
        decision.told_on = DAY
        return sent(decision)

    return write


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_it_is_tagged_titled_and_declares_its_language_and_standard(letter_in, language):
    document = opened(letter_in(language))

    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == language
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_a_screen_reader_meets_one_title_and_a_heading_for_each_section(letter_in, language):
    tags = tags_of(letter_in(language, assumed_support="Besøk ein gong i veka."))

    assert tags.count("/H1") == 1
    assert tags.count("/H2") == 6
    assert tags.count("/P") >= 10
    assert tags.index("/H1") < tags.index("/H2")


EXPECTED = {
    "nn": [
        "Vedtak: kommunal bustad",
        "Kommunen skal gi individuelt tilpassa hjelp",
        "Du kan klage på vedtaket.",
        "seinast 23. mars 2026",
        "2. mars 2026",
        "Klageinstans: Statsforvaltaren",
    ],
    "nb": [
        "Vedtak: kommunal bolig",
        "Kommunen skal gi individuelt tilpasset hjelp",
        "Du kan klage på vedtaket.",
        "senest 23. mars 2026",
        "2. mars 2026",
    ],
    "en": [
        "Decision: municipal dwelling",
        "The municipality is to give individually adapted help",
        "You may appeal.",
        "23 March 2026",
        "2 March 2026",
    ],
}


@pytest.mark.parametrize("language", EXPECTED)
def test_it_says_outcome_grounds_appeal_and_deadline_in_the_persons_language(letter_in, language):
    text = text_of(letter_in(language, facts="Ærleg talt: øydelagd, ærefullt, Åsta."))

    for words in [
        *EXPECTED[language],
        "Storgata 1",
        "Ærleg talt: øydelagd, ærefullt, Åsta.",
        "Bustadkontoret",
    ]:
        assert words in text, (words, text)


def test_no_english_is_left_in_a_norwegian_letter(letter_in):
    for language in ("nn", "nb"):
        words = set(re.findall(r"[a-z]+", text_of(letter_in(language)).lower()))
        assert not words & {
            "the",
            "your",
            "decision",
            "appeal",
            "support",
            "rules",
            "regards",
            "by",
        }


def test_support_is_said_to_be_no_condition(letter_in):
    assert "This is not a condition for the home." in text_of(
        letter_in("en", assumed_support="Weekly visits.")
    )
    assert "not a condition" not in text_of(letter_in("en"))


def test_the_same_decision_on_the_same_day_is_the_same_letter(letter_in, office):
    decision = DecisionFactory(unit=office.unit)

    assert sent(decision) == sent(decision)
    assert sent(decision) != sent(decision, on=date(2026, 3, 3))


def test_what_was_written_is_never_a_command_to_the_typesetter(letter_in):
    words = "#panic(1) *not bold* = Not a heading $x^2$ @ref <label> \\ `raw` // comment"
    pdf = letter_in("en", facts=words)

    assert " ".join(words.split()) in text_of(pdf)
    assert tags_of(pdf).count("/H1") == 1


def test_a_letter_that_is_not_sent_says_so(draft):
    assert "This letter has not been sent" not in text_of(letter_of_told(draft))
    draft.told_on, draft.language = None, "en"
    assert "Draft. This letter has not been sent." in text_of(sent(draft))


def letter_of_told(draft):
    draft.told_on, draft.language = DAY, "en"
    return sent(draft)


def test_a_letter_names_the_decision_it_replaces(errand, office, errand_of):
    errand.signed().approved().told()
    new = errand_of(commands.replace_decision(office.first, decision_id=errand.pk, on=DAY)).now
    new.language = "en"

    assert f"This replaces our decision number {errand.pk} of 2 March 2026." in text_of(sent(new))


def test_the_page_gives_the_kept_bytes_also_when_the_words_of_law_change(errand, office, log_in):
    errand.signed().approved().told()
    kept = bytes(Letter.objects.get().pdf)
    queries.legal_texts(["appeal_right"], on=DAY)[0].delete()

    answer = log_in(office.first).get(f"/decisions/{errand.pk}/letter/")

    assert answer.content == kept
    assert hashlib.sha256(kept).hexdigest() == Letter.objects.get().digest
    assert answer.headers["Content-Type"] == "application/pdf"


def test_a_letter_of_an_unknown_nickname_and_of_many_words_is_made(letter_in):
    assert len(opened(letter_in("nn", facts="Mange ord. " * 2000)).pages) > 3
