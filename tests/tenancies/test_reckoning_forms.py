import re
from datetime import date

import pytest
from django.utils import translation

from heimveg.engines.allowance.files import parse
from heimveg.engines.allowance.formula import allowance
from heimveg.tenancies.forms.reckoning import AllowanceForm, LoanForm


@pytest.mark.parametrize(
    "said",
    [
        {"single_pensioner": "on"},
        {"single_pensioner": "on", "adults": "2"},
        {"single_pensioner": "on", "young_disabled": "on"},
        {"young_disabled": "on"},
    ],
)
def test_the_page_takes_what_the_command_line_takes_and_answers_the_same(said):
    given = {
        "month": "2026-09", "income_nok_year": "250000", "cost_nok_year": "110000",
        "adults": "1", "children": "0", "municipality_group": "4",
    } | said  # fmt: skip
    form = AllowanceForm(given)
    flags = {name: True for name in ("single_pensioner", "young_disabled") if name in said}
    numbers = {name: int(text) for name, text in given.items() if text.isdecimal()}

    assert form.is_valid(), form.errors
    (case,) = parse([{"month": "2026-09"} | numbers | flags])
    assert allowance(form.household) == allowance(case)


LOAN = {
    "net_income": "30000", "living_costs": "12000", "allowance": "0", "debts": "0",
    "running_costs": "0", "years": "30", "grants": "0", "own_money": "0",
}  # fmt: skip


def loan_form(rate):
    return LoanForm(LOAN | {"rate": rate}, today=date(2026, 11, 23))


@pytest.mark.parametrize("typed", ["0", "0,0", "0.000"])
def test_a_loan_without_interest_is_asked_about(typed):
    form = loan_form(typed)
    assert "Write the interest of the loan" in str(form.errors["rate"])
    assert not form.is_valid()


@pytest.mark.parametrize(("language", "shown"), [("nn", "4,6"), ("nb", "4,6"), ("en", "4.6")])
def test_a_rate_that_was_kept_is_shown_as_people_write_it(language, shown):
    with translation.override(language):
        form = LoanForm(today=date(2026, 11, 23), initial={"rate": 4600 / 1000})
        assert f'value="{shown}"' in str(form["rate"])


@pytest.mark.parametrize("typed", ["5,25", "5.25"])
def test_a_rate_is_written_with_comma_or_point(typed):
    form = loan_form(typed)
    assert form.is_valid(), form.errors
    assert form.case.rate_per_mille_percent == 5250


@pytest.mark.parametrize(("language", "sign"), [("en", "."), ("nn", ",")])
def test_the_working_sets_thousands_apart(office, form, language, sign):
    """In what was reckoned with, as in what came of it; nothing behind the decimal sign."""
    office.cookies["language"] = language
    sent = {
        "month": "2026-07", "income_nok_year": "300000", "cost_nok_year": "120000", "adults": "3",
        "children": "0", "municipality_group": "1",
    }  # fmt: skip
    page = office.post("/allowance/", form(**sent)).content.decode()
    working = page[page.index('id="working"') :].split("</dl>")[0]
    assert f"238 095{sign}24" in working
    assert not re.findall(r"(?<![\d.,])\d{4,}", re.sub(r"<[^>]+>", " ", working))
