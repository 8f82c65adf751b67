"""What the pattern page shows: every template part with invented content.

The page is for those who build Heimveg, and a place to look after every change of the look. The
examples are nynorsk, for their words are as long as real ones.
"""

from datetime import date
from typing import Any

from django import forms

from heimveg.base.bands import Band, Lane, draw
from heimveg.base.paging import Page
from heimveg.base.parts import (
    Chain,
    ChainHome,
    ChainMove,
    Reason,
    Step,
    Worklist,
    WorkRow,
)

TONES = ("neutral", "accent", "lamp", "brick", "info", "success", "warning", "danger")
TODAY = date(2026, 11, 23)  # the page is a picture; it does not move with the clock


class ExampleForm(forms.Form):
    name = forms.CharField(label="Namn", max_length=80, help_text="Slik personen vil bli kalla.")
    born = forms.DateField(
        label="Fødselsdato", required=False, widget=forms.DateInput({"type": "date"})
    )
    kind = forms.ChoiceField(
        label="Kva slags bustad",
        choices=[("", "Vel"), ("flat", "Vanleg leilegheit"), ("house", "Småhus")],
    )
    rooms = forms.ChoiceField(
        label="Soverom",
        choices=[("1", "Eitt"), ("2", "To"), ("3", "Tre eller fleire")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="Må ha",
        required=False,
        help_text="Berre det som utelukkar ein bustad.",
        choices=[("step", "Trinnfri tilkomst"), ("dog", "Plass til hund"), ("quiet", "Roleg")],
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.CharField(label="Grunngiving", widget=forms.Textarea({"rows": 4}))
    picture = forms.FileField(label="Bilete", required=False)
    told = forms.BooleanField(label="Personen er orientert")


class ExampleFilter(forms.Form):
    q = forms.CharField(label="Søk", required=False)
    kind = forms.ChoiceField(label="Type", required=False, choices=[("", "Alle"), ("a", "Småhus")])
    state = forms.ChoiceField(label="Status", required=False, choices=[("", "Alle")])
    rows = forms.ChoiceField(label="Område", required=False, choices=[("", "Heile kommunen")])


def content() -> dict[str, Any]:
    """The context of `base/patterns.html`. Takes no input: what it shows is invented."""
    return {
        "tones": TONES,
        "breadcrumb": [("Framside", "#top"), ("Tildeling", "#top"), ("Runde 14", "#top")],
        "steps": _steps(),
        "worklists": _worklists(),
        "chain": _chain(),
        "short_chain": _short_chain(),
        "bands": draw(_lanes(), start=date(2024, 9, 1), end=date(2027, 3, 1), today=TODAY),
        "rows": _definition(),
        "reasons": _reasons(),
        "homes": _homes(),
        "form": ExampleForm(),
        "refused": ExampleForm({"name": "", "rooms": "9", "told": ""}, auto_id="refused_%s"),
        "filter": ExampleFilter(auto_id="filter_%s"),
        "chosen": [("Småhus", "#filters"), ("Trinnfri tilkomst", "#filters")],
        "page": Page[Any]([], 3, has_next=True),
        "points": [
            "Kari Nordheim får tilbod om Strandgata 4 i dag.",
            "Bekkevegen 7 blir halden av til Amir Haugen.",
            "Svarfristen er 7. desember 2026.",
        ],
    }


def _steps() -> list[Step]:
    return [
        Step("Utkast", "done", "12. november"),
        Step("Utval", "done", "18. november"),
        Step("Signering", "current", "ventar på Eli Bakke"),
        Step("Tilbod", "todo"),
        Step("Innflytta", "todo"),
    ]


def _worklists() -> list[Worklist]:
    offers = [
        WorkRow("Kari Nordheim", "#w", "Tilbod om Strandgata 4, svarfrist i går", 15, is_late=True,
                tag="Utan svar", tone="warning", next="Ta kontakt"),
        WorkRow("Amir Haugen", "#w", "Bekkevegen 7, svarfrist 7. desember", 3, next="Sjå"),
        WorkRow("Solveig Aas og Per Aas Lunde", "#w", "Visning torsdag kl. 12", 1, next="Sjå"),
    ]  # fmt: skip
    needs = [
        WorkRow("Jon Dalsbø", "#w", "Søv på sofa hos bror, må ut fredag", 41, is_late=True,
                tag="Haster", tone="danger", next="Vurder"),
        WorkRow("Maria Eide", "#w", "Manglar opplysning om tilgjenge", 9, next="Fyll ut"),
    ]  # fmt: skip
    return [
        Worklist("offers", "Tilbod utan svar", offers, 12, "", url="#w", icon="envelope"),
        Worklist("new-needs", "Nye behov", needs, 2, "", url="#w", icon="inbox"),
        Worklist("turnover", "Bustader som blir ledige", [], 0,
                 "Ingen bustader blir ledige dei neste tre månadene. Dei kjem hit når ei "
                 "oppseiing er ført.", icon="door"),
    ]  # fmt: skip


def _chain() -> Chain:
    strandgata = ChainHome("Strandgata 4, H0201", "#c", "Leilegheit, 2 rom, trinnfri")
    bekkevegen = ChainHome("Bekkevegen 7", "#c", "Bufellesskap ved base")
    fjordly = ChainHome("Fjordly 2", "#c", "Småhus, forsterka")
    return Chain(
        "chain-1",
        "Tre flytter inn når Strandgata 4 blir ledig",
        ChainHome("Strandgata 4, H0201", "#c", "Ledig frå 1. februar 2027"),
        "Mellombels plass ved Havn kan seiast opp.",
        (
            ChainMove("Kari Nordheim", "#c", strandgata, bekkevegen, tag="Tilbod sendt",
                      tone="info", waited=64,
                      why="Klar for eigen bustad; ønskjer å bu nær dottera."),
            ChainMove("Amir Haugen", "#c", bekkevegen, fjordly, tag="Halden av", tone="lamp",
                      waited=112, why="Treng folk i nærleiken på kveldstid."),
            ChainMove("Jon Dalsbø", "#c", fjordly, None, waited=140, tag="Halden av", tone="lamp",
                      instead="Mellombels plass ved Havn",
                      why="Lengst ventetid blant dei som treng skjerma småhus."),
        ),
    )  # fmt: skip


def _short_chain() -> Chain:
    home = ChainHome("Nygardsvegen 12", "#c", "Vanleg leilegheit, 3 rom")
    return Chain(
        "chain-2",
        "Ein flytter inn i Nygardsvegen 12",
        ChainHome("Nygardsvegen 12", "#c", "Ledig no"),
        "Ingen kommunal bustad blir ledig.",
        (ChainMove("Maria Eide", "#c", home, instead="Privat leige", waited=33,
                   why="Tre born; einaste ledige med tre rom."),),
    )  # fmt: skip


def _lanes() -> list[Lane]:
    return [
        Lane("Opphald", [
            Band("Hos familie", date(2024, 3, 1), date(2025, 2, 10), "neutral"),
            Band("Mellombels plass, Havn", date(2025, 2, 10), date(2025, 9, 1), "warning"),
            Band("Bekkevegen 7", date(2025, 9, 1), None, "accent", "#b"),
        ]),
        Lane("Leigeavtalar", [Band("Bekkevegen 7, tre år", date(2025, 9, 1), date(2028, 9, 1),
                                   "accent", "#b", "Oppseiing tre månader")]),
        Lane("Oppfølging", [
            Band("Miljøterapeut, 6 timar i veka", date(2025, 3, 15), None, "lamp"),
            Band("ACT", date(2025, 6, 1), date(2026, 4, 1), "info"),
        ]),
        Lane("Ansvar", [
            Band("NAV", date(2024, 9, 1), date(2025, 3, 1), "neutral"),
            Band("Bustadkontoret", date(2025, 3, 1), None, "brick"),
        ]),
        Lane("Vedtak", [Band("Kommunal bustad", date(2025, 8, 14), date(2025, 8, 15), "success",
                             "#b")]),
    ]  # fmt: skip


def _definition() -> list[tuple[str, ...]]:
    return [
        ("Objektnummer", "1042-07"),
        ("Adresse", "Bekkevegen 7, H0102", "#d"),
        ("Bruksareal", "54 m²"),
        ("Husleige", "8 450 kr i månaden"),
        ("Øyremerka til", ""),
    ]


def _reasons() -> list[Reason]:
    return [
        Reason("Trinnfri, som behovet krev."),
        Reason("140 dagar på mellombels plass, lengst av dei som kan bu her."),
        Reason("Sju kilometer frå ønskt område.", "against"),
        Reason("Hunden kan vere med; sameiget har sagt ja.", "note"),
    ]


def _homes() -> list[dict[str, str]]:
    return [
        {"address": "Bekkevegen 7", "kind": "Bufellesskap", "state": "Bebudd", "tone": "neutral",
         "rent": "8 450", "area": "54"},
        {"address": "Fjordly 2", "kind": "Småhus, forsterka", "state": "Under utbetring",
         "tone": "warning", "rent": "7 900", "area": "38"},
        {"address": "Strandgata 4, H0201", "kind": "Vanleg leilegheit", "state": "Ledig",
         "tone": "success", "rent": "9 120", "area": "61"},
    ]  # fmt: skip
