"""The readers of bank files: strict, whole or not at all, each bad line by its row and cell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.tenancies.rules.bank_csv import cell_name, ore_of, read_csv
from heimveg.tenancies.rules.ocr import read_ocr
from heimveg.tenancies.rules.payments import (
    Unreadable,
    Wrong,
    is_kid,
    kid_for,
    mod10_digit,
    mod11_digit,
)
from tests.tenancies.ocr import file_of, good_file, message, transaction

KID = kid_for(531)


def findings(read, text):
    with pytest.raises(Unreadable) as refused:
        read(text)
    return [(f.row, f.cell, f.wrong) for f in refused.value.findings]


def test_the_published_examples_of_check_digits():
    """The bank's own description: 12345678 has 2 by modulus 10."""
    assert mod10_digit("12345678") == "2"
    assert is_kid("123456782")
    assert mod11_digit("123456") == "0" or is_kid("123456" + mod11_digit("123456"))


@given(st.integers(1, 999_999_999))
def test_our_own_kid_fits_and_no_neighbour_does(number):
    kid = kid_for(number)
    assert len(kid) == 10
    assert is_kid(kid)
    for place in range(9):  # one wrong digit is always found by modulus 10
        other = str((int(kid[place]) + 1) % 10)
        wrong = kid[:place] + other + kid[place + 1 :]
        assert wrong[-1] != mod10_digit(wrong[:-1])


@pytest.mark.parametrize("kid", ["", "1", "12a4", "١٢٣٤", "1" * 26, "00005 31", "123456783x"])
def test_what_is_no_kid(kid):
    assert not is_kid(kid)


def test_a_file_gives_its_payments_to_the_ore():
    paid = read_ocr(good_file([(531, 102_000), (7, 95_050)]))
    assert [(p.kid, p.ore, p.paid_on, p.row) for p in paid] == [
        (kid_for(531), 102_000, date(2026, 11, 20), 3),
        (kid_for(7), 95_050, date(2026, 11, 20), 5),
    ]


def test_a_reversal_is_below_nothing_and_the_sum_is_net():
    text = file_of([transaction(1, 500_00, KID), transaction(2, -200_00, KID, type_="18")])
    assert [p.ore for p in read_ocr(text)] == [500_00, -200_00]


def test_a_payment_with_a_message_needs_no_kid():
    lines = [*transaction(1, 8_500_00, "", type_="21"), message(1, "Husleige november")]
    (paid,) = read_ocr(file_of([lines]))
    assert (paid.kid, paid.text) == ("", "Husleige november")


def test_the_same_payment_has_the_same_name_in_another_file():
    first, second = (read_ocr(file_of([transaction(1, 100, KID)]))[0].key for _ in range(2))
    (other,) = read_ocr(file_of([transaction(1, 100, KID, serial=9)]))
    assert first == second != other.key


def broken(line, first, text):
    """A good file of two payments with something else at a position of a line (both from 1)."""
    lines = good_file([(531, 102_000), (7, 95_050)]).split("\n")
    at = lines[line - 1]
    lines[line - 1] = at[: first - 1] + text + at[first - 1 + len(text) :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("line", "first", "text", "found"),
    [
        (3, 16, "320126", (3, "16–21", Wrong.DATE)),
        (3, 33, "0000000000010200x", (3, "33–49", Wrong.DIGITS)),
        (3, 33, "0" * 17, (3, "33–49", Wrong.NOTHING)),
        (3, 32, "+", (3, "32–32", Wrong.SIGN)),
        (3, 74, "0", (3, "50–74", Wrong.KID)),
        (3, 50, " " * 25, (3, "50–74", Wrong.KID)),
        (4, 9, "0000009", (4, "9–15", Wrong.ORDER)),
        (3, 5, "99", (3, "1–8", Wrong.RECORD)),
        (3, 1, "XX", (3, "1–8", Wrong.RECORD)),
        (7, 9, "00000003", (7, "9–16", Wrong.COUNT)),
        (7, 17, "00000007", (7, "17–24", Wrong.COUNT)),
        (7, 40, "1", (7, "25–41", Wrong.SUM)),
        (8, 40, "1", (8, "25–41", Wrong.SUM)),
        (2, 25, "9999104276x", (2, "25–35", Wrong.DIGITS)),
        (8, 7, "88", (8, "1–8", Wrong.RECORD)),
    ],
)
def test_each_bad_line_is_named_by_row_and_place(line, first, text, found):
    assert found in findings(read_ocr, broken(line, first, text))


def test_a_line_too_short_or_too_long_is_named():
    good = good_file([(531, 100)]).split("\n")
    assert (3, "", Wrong.LENGTH) in findings(
        read_ocr, "\n".join([*good[:2], good[2][:-1], *good[3:]])
    )
    assert (3, "", Wrong.LENGTH) in findings(
        read_ocr, "\n".join([*good[:2], good[2] + "0", *good[3:]])
    )


def test_a_file_that_stops_in_the_middle_says_so():
    good = good_file([(531, 100)]).split("\n")
    for kept in range(1, len(good)):
        assert Wrong.END in {wrong for _r, _c, wrong in findings(read_ocr, "\n".join(good[:kept]))}


def test_nothing_may_follow_the_end():
    good = good_file([(531, 100)])
    assert (7, "1–8", Wrong.RECORD) in findings(read_ocr, good + "\n" + good.split("\n")[0])


def test_a_payment_twice_in_a_file_is_named():
    text = file_of([transaction(1, 100, KID), transaction(1, 100, KID)])
    assert (5, "", Wrong.TWICE) in findings(read_ocr, text)


@given(st.text(max_size=400))
def test_no_text_makes_the_reader_stumble(text):
    for read in (read_ocr, read_csv):
        try:
            read(text)
        except Unreadable as refused:
            assert refused.findings  # noqa: PT017


@given(
    st.lists(st.tuples(st.integers(1, 10**9 - 1), st.integers(1, 10**9)), min_size=1, max_size=30)
)
def test_what_is_written_is_read(payments):
    assert [(p.kid, p.ore) for p in read_ocr(good_file(payments))] == [
        (kid_for(pk), ore) for pk, ore in payments
    ]


@given(st.data())
def test_one_changed_character_of_a_sum_never_passes(data):
    """The negative control of the counts: whatever amount is changed, the sums disagree."""
    text = good_file([(531, 102_000), (7, 95_050)])
    lines = text.split("\n")
    place = data.draw(st.integers(32, 48))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != lines[2][place]))
    lines[2] = lines[2][:place] + digit + lines[2][place + 1 :]
    assert Wrong.SUM in {wrong for _r, _c, wrong in findings(read_ocr, "\n".join(lines))}


LIST = "Dato;Beløp;KID;Referanse;Tekst\n{rows}"


def test_a_list_is_read_by_its_headings():
    text = LIST.format(rows=f"20.11.2026;8 500,50;{KID};A1;\n21.11.2026;-200,00;;A2;Ola husleie\n")
    paid = read_csv(text)
    assert [(p.ore, p.kid, p.text) for p in paid] == [
        (850_050, KID, ""), (-20_000, "", "Ola husleie")
    ]  # fmt: skip
    assert len({p.key for p in paid}) == 2


def test_columns_stand_in_any_order_and_with_other_names():
    (paid,) = read_csv(f"KID-nummer,Innbetalt,Bokføringsdato\n{KID},8500.50,2026-11-20\n")
    assert (paid.kid, paid.ore, paid.paid_on) == (KID, 850_050, date(2026, 11, 20))


def test_a_kid_that_does_not_fit_is_kept_as_text_for_a_hand_to_place():
    (paid,) = read_csv(LIST.format(rows="20.11.2026;100;123456789;A1;Kari\n"))
    assert (paid.kid, paid.text) == ("", "123456789 Kari")


@pytest.mark.parametrize("columns", ["", ";Referanse", ";Bilag", ";Tekst"])
def test_two_equal_payments_on_a_day_are_two_payments(columns):
    said = ";husleige" if columns else ""
    row = f"20.11.2026;100;{KID}{said}\n"
    first, second = read_csv(f"Dato;Beløp;KID{columns}\n{row}{row}")
    assert first.key != second.key


def test_the_banks_own_reference_names_a_payment_alone():
    head = "Dato;Beløp;Referanse;Arkivreferanse\n"
    first, second = read_csv(head + "20.11.2026;100;leige;A1\n20.11.2026;100;leige;A2\n")
    assert (first.key, second.key) == ("csv:A1", "csv:A2")
    again = head + "20.11.2026;100;leige;A1\n20.11.2026;100;leige;A1\n"
    assert findings(read_csv, again) == [(3, "", Wrong.TWICE)]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["20.11.2026", "19.11.2026"]),
        st.sampled_from(["100", "250,50"]),
        st.sampled_from([KID, ""]),
        st.sampled_from(["", "leige"]),
        st.sampled_from(["", "Ola", "to\nlinjer"]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def written(rows, *, separator=";", end="\n"):
    quoted = [[f'"{cell}"' if "\n" in cell else cell for cell in row] for row in rows]
    return "Dato;Beløp;KID;Referanse;Tekst\n".replace(";", separator) + "".join(
        separator.join(row) + end for row in quoted
    )


@given(ROWS)
def test_every_row_is_a_payment_and_the_same_file_names_the_same_payments(rows):
    """However equal they are; saved anew with other separators and line ends, all are known."""
    keys = [p.key for p in read_csv(written(rows))]
    assert len(set(keys)) == len(keys) == len(rows)
    assert [p.key for p in read_csv(written(rows, separator="\t", end="\r\n"))] == keys


@given(ROWS, ROWS)
def test_a_longer_file_of_the_same_days_has_all_names_of_the_shorter(rows, more):
    """What was read before is known again, however many equal ones have come since."""
    few, many = read_csv(written(rows)), read_csv(written(rows + more))
    assert [p.key for p in many[: len(few)]] == [p.key for p in few]
    assert not {p.key for p in many[len(few) :]} & {p.key for p in few}


@given(ROWS, st.integers(0, 12))
def test_a_bad_row_is_told_by_the_row_of_a_spreadsheet_and_the_line_of_the_file(rows, place):
    """Also below cells that go over several lines; a spreadsheet counts those as one row."""
    place = min(place, len(rows))
    text = written([*rows[:place], ("31.11.2026", "1", "", "", ""), *rows[place:]])
    with pytest.raises(Unreadable) as refused:
        read_csv(text)
    (found,) = refused.value.findings
    line = text.split("\n").index("31.11.2026;1;;;") + 1
    assert (found.row, found.cell) == (place + 2, f"A{place + 2}")
    assert (found.line or found.row) == line


def test_headings_may_go_over_two_lines():
    (paid,) = read_csv('"Bokført\ndato"\tBeløp\n20.11.2026\t1,50\n')
    assert paid.ore == 150


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("32.11.2026;100;;A1;\n", (2, "A2", Wrong.DATE)),
        ("20.11.2026;hundre;;A1;\n", (2, "B2", Wrong.AMOUNT)),
        ("20.11.2026;0;;A1;\n", (2, "B2", Wrong.NOTHING)),
        ("20.11.2026;;;A1;\n", (2, "B2", Wrong.AMOUNT)),
        ('20.11.2026;"1;;A1;\n', (2, "", Wrong.QUOTES)),
        ("", (1, "", Wrong.EMPTY)),
    ],
)
def test_each_bad_cell_is_named(rows, found):
    assert found in findings(read_csv, LIST.format(rows=rows))


def test_a_missing_heading_is_named():
    assert (1, "", Wrong.NO_AMOUNT) in findings(read_csv, "Dato;KID\n20.11.2026;1\n")


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("8500", 850_000), ("8 500,5", 850_050), ("8.500,00", 850_000), ("8500.05", 850_005),
        ("-200", -20_000), ("\u2212200", -20_000), ("kr 12", 1_200), ("0,01", 1),
        ("8,500,00", None), ("1e3", None), ("", None), ("12,345", None),
        ("٣", None), ("=1+1", None),
    ],
)  # fmt: skip
def test_amounts_as_norwegians_write_them(text, ore):
    assert ore_of(text) == ore


def test_cells_are_named_as_in_a_spreadsheet():
    assert [cell_name(4, n) for n in (0, 2, 25, 26)] == ["A4", "C4", "Z4", "AA4"]


@pytest.mark.parametrize("amount", ["1.234", "-8.500", "kr 12.000"])
def test_an_amount_that_can_be_read_in_two_ways_is_asked_about(amount):
    text = LIST.format(rows=f"20.11.2026;{amount};{KID};A1;\n")
    assert (2, "B2", Wrong.UNCLEAR) in findings(read_csv, text)


@pytest.mark.parametrize("amount", ["1.234,00", "1.234.567", "1 234", "0.50", "1234.50"])
def test_an_amount_with_one_meaning_is_read(amount):
    text = LIST.format(rows=f"20.11.2026;{amount};{KID};A1;\n")
    assert read_csv(text)
