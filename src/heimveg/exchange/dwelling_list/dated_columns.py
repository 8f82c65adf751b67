"""The columns of a dwelling list that tell of a time: the grant that ties the home, and why it
cannot be let."""

from django.utils.translation import gettext_lazy as _

from heimveg.exchange.columns import cells
from heimveg.exchange.columns.column import Column, Shape
from heimveg.exchange.columns.kinds import A_DAY, one_word, plain_text

MOST_KRONER = 1_000_000_000  # what a grant may be, and the register holds
# Field of a list → attribute of the record.
TIE = {
    "grant": "grant",
    "grant_group": "group",
    "grant_from": "started_on",
    "grant_until": "ended_on",
    "grant_repay": "repay_nok",
    "grant_conditions": "conditions",
}
OUT = {
    "out_cause": "cause",
    "out_from": "started_on",
    "out_expected_end": "expected_end_on",
    "out_cost_centre": "cost_centre",
}

DATED_COLUMNS: tuple[Column, ...] = (
    plain_text(
        "grant",
        ("Tilskudd", "Tilskot", "Grant"),
        100,
        "tilskuddsordning",
        "tilskotsordning",
        "øremerking",
        "øyremerking",
    ),
    one_word(
        "grant_group",
        "tied_group",
        ("Tilskudd bundet til", "Tilskot bunde til", "Grant tied to"),
        "øremerket gruppe",
        "øyremerkt gruppe",
    ),
    Column("grant_from", "Tilskudd fra", "Tilskot frå", "Grant from", (), cells.day, A_DAY),
    Column(
        "grant_until",
        "Tilskudd til og med",
        "Tilskot til og med",
        "Grant to and including",
        (
            "tilskudd til",
            "tilskot til",
            "grant until",
            "bindingstid til",
            "bundet til",
            "bunde til",
        ),
        cells.last_day,
        _("Write the last day that the grant ties the home."),
        Shape.LAST_DAY,
    ),
    Column(
        "grant_repay",
        "Tilbakebetales ved brudd",
        "Blir betalt tilbake ved brot",
        "Paid back if broken",
        ("tilbakebetaling", "tilbakebetalingskrav", "krav om tilbakebetaling"),
        cells.whole(0, MOST_KRONER),
        _("Write whole kroner, such as 450 000."),
    ),
    Column(
        "grant_conditions",
        "Vilkår for tilskuddet",
        "Vilkår for tilskotet",
        "Conditions of the grant",
        (),
        cells.text(2000, lines=True),
        _("Write plain text."),
    ),
    one_word(
        "out_cause",
        "cause",
        ("Ute av bruk, årsak", "Ute av bruk, årsak", "Out of use, cause"),
        "årsak til tomgang",
        "ute av bruk",
    ),
    Column(
        "out_from", "Ute av bruk fra", "Ute av bruk frå", "Out of use from", (), cells.day, A_DAY
    ),
    Column(
        "out_expected_end",
        "Ventes tilbake",
        "Ventast tilbake",
        "Expected back",
        ("klar dato", "forventet klar", "venta klar"),
        cells.day,
        A_DAY,
    ),
    plain_text(
        "out_cost_centre", ("Kostnadssted", "Kostnadsstad", "Cost centre"), 20, "ansvarsnummer"
    ),
)
