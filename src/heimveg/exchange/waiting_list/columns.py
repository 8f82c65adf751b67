"""The columns of a waiting list. Health is not among them: only what it means for the home."""

from django.utils.translation import gettext_lazy as _

from heimveg.exchange.columns import cells
from heimveg.exchange.columns.column import Column, Shape
from heimveg.exchange.columns.words import known_words

A_DAY = _("Write a day such as 17.05.2026.")
ONE_OF = _("Write one of the words that the list knows.")
SOME_OF = _("Write words that the list knows, with commas between them.")
YES_OR_NO = _("Write yes or no.")
WHOLE = _("Write a whole number.")
NAMES = _("Write names with a semicolon between them.")


def _word(field: str, code_list: str, names: tuple[str, str, str], *also: str) -> Column:
    return Column(
        field, *names, also, cells.one_of(known_words(code_list)), ONE_OF, Shape.WORD, code_list
    )


def _words(field: str, code_list: str, names: tuple[str, str, str], *also: str) -> Column:
    return Column(
        field, *names, also, cells.some_of(known_words(code_list)), SOME_OF, Shape.WORDS, code_list
    )


def _yes_no(field: str, names: tuple[str, str, str], *also: str) -> Column:
    return Column(field, *names, also, cells.yes_or_no, YES_OR_NO, Shape.YES_NO)


def _whole(field: str, names: tuple[str, str, str], most: int, *also: str) -> Column:
    return Column(field, *names, also, cells.whole(1, most), WHOLE)


def _names(field: str, names: tuple[str, str, str], limit: int, *also: str) -> Column:
    return Column(field, *names, also, cells.names(limit), NAMES, Shape.NAMES)


NEED_COLUMNS: tuple[Column, ...] = (
    Column(
        "national_id",
        "Fødselsnummer",
        "Fødselsnummer",
        "National id",
        ("fnr", "personnummer", "fødselsnr", "D-nummer", "fødsels- og personnummer"),
        cells.identity,
        _("Write eleven digits, and format the column as text."),
    ),
    Column(
        "office_reference",
        "Referanse",
        "Referanse",
        "Reference",
        (
            "saksnummer",
            "saksnr",
            "vår referanse",
            "kontorets referanse",
            "kontoret sin referanse",
            "klientnummer",
        ),
        cells.text(60),
        _("Write the office's own reference for the person; each once."),
    ),
    Column(
        "name",
        "Navn",
        "Namn",
        "Name",
        ("fullt navn", "fullt namn", "søker", "søkjar", "hovedperson", "hovudperson"),
        cells.text(200),
        _("Write the person's name."),
        is_required=True,
    ),
    Column(
        "born_on",
        "Fødselsdato",
        "Fødselsdato",
        "Date of birth",
        ("født", "fødd"),
        cells.day,
        A_DAY,
    ),
    Column(
        "phone",
        "Telefon",
        "Telefon",
        "Telephone",
        ("mobil", "tlf", "telefonnummer"),
        cells.telephone,
        _("Write digits, with + before a country code."),
    ),
    Column(
        "language",
        "Språk",
        "Språk",
        "Language",
        ("målform", "språk i brev"),
        cells.language,
        _("Write nynorsk, bokmål or English."),
    ),
    Column(
        "opened_on",
        "Søknadsdato",
        "Søknadsdato",
        "Since",
        ("søkt dato", "mottatt", "motteke", "ventet siden", "venta sidan", "registrert", "søkt"),
        cells.day,
        A_DAY,
    ),
    _word("urgency", "urgency", ("Hastegrad", "Hastegrad", "Urgency"), "prioritet"),
    _words(
        "urgency_reasons",
        "urgency_reason",
        ("Hvorfor det haster", "Kvifor det hastar", "Why it is urgent"),
        "begrunnelse",
        "grunngiving",
        "årsak",
    ),
    _whole(
        "household_size",
        ("Antall i husstanden", "Talet på personar i hushaldet", "People in the household"),
        20,
        "husstandsstørrelse",
        "antall personer",
        "tal på personar",
        "hushaldsstorleik",
    ),
    _words(
        "kinds",
        "housing_kind",
        ("Boligtyper som passer", "Bustadtypar som passar", "Kinds that fit"),
        "boligtype",
        "bustadtype",
    ),
    _word(
        "standard_at_least",
        "standard",
        ("Standard minst", "Standard minst", "Standard at least"),
        "standard",
        "robusthet",
        "robustheit",
    ),
    _words("locations", "location", ("Beliggenhet", "Plassering", "Location"), "skjerming"),
    _whole(
        "rooms_at_least",
        ("Rom minst", "Rom minst", "Rooms at least"),
        20,
        "antall rom minst",
        "tal på rom minst",
    ),
    _whole(
        "rooms_at_most",
        ("Rom høyst", "Rom høgst", "Rooms at most"),
        20,
        "antall rom høyst",
        "tal på rom høgst",
    ),
    _yes_no(
        "needs_step_free",
        ("Trenger trinnfritt", "Treng trinnfritt", "Needs step-free"),
        "trinnfri",
    ),
    _yes_no(
        "needs_wheelchair",
        ("Bruker rullestol", "Brukar rullestol", "Uses a wheelchair"),
        "rullestol",
    ),
    _word(
        "staffed_at_least",
        "staffed",
        ("Bemanning minst", "Bemanning minst", "Staffing at least"),
        "bemanning",
    ),
    _yes_no("has_pets", ("Har husdyr", "Har husdyr", "Has pets"), "husdyr"),
    _names("areas_not", ("Ikke i område", "Ikkje i område", "Not in area"), 60),
    _names("clusters_not", ("Ikke i bomiljø", "Ikkje i bumiljø", "Not in environment"), 100),
    Column(
        "rent_nok_at_most",
        "Husleie høyst",
        "Husleige høgst",
        "Rent at most",
        ("maks husleie", "maks husleige", "betalingsevne"),
        cells.rounded(0, 100_000),
        _("Write kroner a month, such as 8 500."),
    ),
    _names(
        "wished_areas",
        ("Ønsket område", "Ønskt område", "Wished area"),
        60,
        "ønsker område",
        "ønskjer område",
        "boområde",
        "buområde",
    ),
    _words(
        "wished_kinds",
        "housing_kind",
        ("Ønsket boligtype", "Ønskt bustadtype", "Wished kind"),
        "ønsker boligtype",
        "ønskjer bustadtype",
    ),
    _whole("wished_rooms", ("Ønsket antall rom", "Ønskt tal på rom", "Wished rooms"), 20),
    _names("wished_clusters", ("Ønsket bomiljø", "Ønskt bumiljø", "Wished environment"), 100),
    Column(
        "in_own_words",
        "Ønsker med egne ord",
        "Ønske med eigne ord",
        "Wishes in own words",
        ("ønsker", "ønske"),
        cells.text(2000, lines=True),
        _("Write plain text."),
    ),
    _word(
        "stay",
        "stay",
        ("Bor nå", "Bur no", "Lives now"),
        "nåværende bosituasjon",
        "noverande busituasjon",
        "bosituasjon",
        "busituasjon",
    ),
    Column(
        "stay_from", "Bor der siden", "Bur der sidan", "Lives there since", (), cells.day, A_DAY
    ),
    Column(
        "lives_in",
        "Bor i objektnummer",
        "Bur i objektnummer",
        "Lives in object number",
        ("nåværende bolig", "noverande bustad", "objektnummer"),
        cells.text(30),
        _("Write the object number of the municipal dwelling the person lives in."),
    ),
    _yes_no(
        "counts_in_environment",
        ("Teller i bomiljøet", "Tel i bumiljøet", "Counts in the environment"),
    ),
    _words(
        "funding_groups",
        "tied_group",
        ("Målgruppe", "Målgruppe", "Target group"),
        "målgrupper",
        "tilskuddsgrupper",
        "tilskotsgrupper",
    ),
    Column(
        "income_nok_year",
        "Årsinntekt",
        "Årsinntekt",
        "Income a year",
        ("inntekt", "brutto årsinntekt"),
        cells.rounded(0, 50_000_000),
        _("Write kroner a year, such as 310 000."),
    ),
)
