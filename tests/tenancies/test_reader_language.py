"""Pages that reckon and refer to the law do so in the reader's language: its dates, its names of
the Acts, and no word of another."""

import re
from datetime import date

import pytest
from django.utils import translation

from heimveg.base.errors import Invalid
from heimveg.engines.allowance import rates_for
from heimveg.engines.allowance.loan import frame_on
from heimveg.prevention.queries.ladder import ladder
from heimveg.prevention.wording import law_text
from heimveg.tenancies.commands.agreeing import write_agreement
from heimveg.tenancies.lease_wording import name_of, told
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.lease import LeaseTerms, check_lease
from tests.accounts.factories import MunicipalityFactory
from tests.tenancies.factories import let

DAY = date(2026, 11, 23)
LAW = law_on(DAY)
ENGLISH = re.compile(r"\b(and|read|updated|good practice|ch\.|within|is|the|that)\b")
ISO = re.compile(r"\b20\d\d-[01]\d(-[0-3]\d)?\b")
OF_BOKMAL = re.compile("husleieloven|boligsosialloven|tvangsfullbyrdelsesloven|bostøtteloven")


def shown(page):
    """The text of the page's main part, as it is read."""
    main = re.sub(r"(?s).*<main|</main>.*", "", page.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def faults(text, language):
    found = [m[0] for m in ISO.finditer(text)] + [m[0] for m in ENGLISH.finditer(text)]
    return found + ([m[0] for m in OF_BOKMAL.finditer(text)] if language == "nn" else [])


@pytest.fixture(params=["nn", "nb"])
def language(request, db):
    MunicipalityFactory(default_language=request.param)
    with translation.override(request.param):
        yield request.param


def test_the_check_finds_what_it_should():
    assert faults("read 2026-11-23, husleieloven § 9-3", "nn") == [
        "2026-11-23", "read", "husleieloven"
    ]  # fmt: skip


@pytest.mark.usefixtures("this_day")
def test_a_start_loan_is_reckoned_in_the_readers_language(language, office, form):
    given = {
        "net_income": "30000", "living_costs": "12000", "allowance": "0", "debts": "0",
        "running_costs": "0", "rate": "5,25", "years": "30", "grants": "0", "own_money": "0",
    }  # fmt: skip
    page = office.post("/start-loan/", form(**given))
    assert page.status_code == 200
    assert faults(shown(page), language) == []
    assert "maks(0, " in shown(page)
    refused = office.post("/start-loan/", form(**given | {"rate": "0"}))
    assert refused.status_code == 422
    assert faults(shown(refused), language) == []


@pytest.mark.usefixtures("this_day")
@pytest.mark.parametrize(
    ("month", "status"), [("2026-09", 200), ("2024-09", 422), ("2030-01", 422)]
)
def test_an_allowance_is_reckoned_in_the_readers_language(language, office, form, month, status):
    page = office.post(
        "/allowance/",
        form(
            month=month, income_nok_year="250000", cost_nok_year="110000", adults="1",
            children="0", municipality_group="4",
        ),
    )  # fmt: skip
    assert page.status_code == status
    assert faults(shown(page), language) == []
    assert ("juni 2026" in shown(page)) is (status == 422) or status == 200


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_every_paragraph_has_its_name_its_words_and_its_source_in_the_language(language):
    for row in LAW.values():
        for texts in (row.names, row.texts, row.sources):
            assert faults(texts[language], language) == [], (row.code, texts[language])
    for texts in (rates_for("2026-09").sources, frame_on(DAY).sources):
        assert faults(texts[language], language) == []


@pytest.mark.parametrize(("language", "act"), [("nn", "husleigelova"), ("nb", "husleieloven")])
def test_the_checks_of_a_lease_name_the_act_as_the_language_does(language, act):
    with translation.override(language):
        checks = told(check_lease(LeaseTerms(DAY, None, 900_000), LAW, signed_on=DAY), LAW)
        assert name_of(LAW["minimum_length"]) == f"{act} § 9-3"
        assert any(check.paragraph.startswith(act) for check in checks)
        laws = [law_text(rung) for rung in ladder(on=DAY) if rung.law]
        assert any(law.startswith(act) for law in laws)
        assert all(faults(law, language) == [] for law in laws)


@pytest.mark.usefixtures("this_day")
def test_a_guarantee_above_the_ceiling_is_refused_in_the_language(language, housing, officer):
    tenancy = let(housing)
    content = {
        "kind": "guarantee", "legal_basis": "", "other_party": "NAV", "text": "Garanti.",
        "amount_ore": 90_000_000, "starts_on": DAY, "ends_on": None,
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        write_agreement(officer, tenancy_id=tenancy.pk, content=content, on=DAY)
    assert ("husleigelova" in str(refused.value)) is (language == "nn")
