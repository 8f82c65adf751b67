from datetime import date

import pytest
from django.utils import translation

from heimveg.tenancies.forms.reckoning import AllowanceForm, LoanForm


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ({"single_pensioner": "on"}, False),
        ({"single_pensioner": "on", "adults": "2"}, True),
        ({"single_pensioner": "on", "young_disabled": "on"}, True),
        ({"young_disabled": "on"}, False),
    ],
)
def test_who_is_single_is_one_adult_with_one_set_of_rates(said, is_refused):
    form = AllowanceForm({
        "month": "2026-09", "income_nok_year": "250000", "cost_nok_year": "110000",
        "adults": "1", "children": "0", "municipality_group": "4",
    } | said)  # fmt: skip
    form.is_valid()
    assert ("single_pensioner" in form.errors) is is_refused


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
