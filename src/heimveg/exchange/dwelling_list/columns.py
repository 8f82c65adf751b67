"""The columns of a dwelling list. Kobo's field names are those of its Bolig API.

Source: apidocs.husbanken.no, Kobo Bolig API (fields copied in docs/domain.md), read 2026-11-22.
"""

from django.utils.translation import gettext_lazy as _

from heimveg.exchange.columns import cells
from heimveg.exchange.columns.column import Column, Shape
from heimveg.exchange.columns.kinds import A_DAY, one_word, plain_text
from heimveg.exchange.dwelling_list.dated_columns import DATED_COLUMNS

KRONER = _("Write kroner a month, such as 8 500.")
YES_OR_NO = _("Write yes or no.")


def _yes_no(field: str, names: tuple[str, str, str], *also: str) -> Column:
    return Column(field, *names, also, cells.yes_or_no, YES_OR_NO, Shape.YES_NO)


def _rent(part: str, names: tuple[str, str, str], *also: str) -> Column:
    return Column(f"rent_{part}", *names, also, cells.kroner_in_ore, KRONER, Shape.KRONER)


DWELLING_COLUMNS: tuple[Column, ...] = (
    Column(
        "object_number",
        "Objektnummer",
        "Objektnummer",
        "Object number",
        (
            "objektnr",
            "objekt nr",
            "objekt",
            "obj nr",
            "bolignummer",
            "bustadnummer",
            "leverandorBoligId",
            "leverandørBoligId",
        ),
        cells.text(30),
        _("Write the number the dwelling is known by; each number once."),
        is_required=True,
    ),
    Column(
        "address",
        "Adresse",
        "Adresse",
        "Address",
        ("gateadresse", "vegadresse", "besøksadresse"),
        cells.text(200),
        _("Write street and house number."),
        is_required=True,
    ),
    Column(
        "postal_code",
        "Postnummer",
        "Postnummer",
        "Postal code",
        ("postnr",),
        cells.digits(4, 4),
        _("Write the four digits of the postal code."),
    ),
    plain_text("postal_place", ("Poststed", "Poststad", "Postal place"), 60),
    plain_text(
        "area",
        ("Område", "Område", "Area"),
        60,
        "bydel",
        "krets",
        "geografisk område",
        "tettsted",
        "tettstad",
    ),
    Column(
        "unit_number",
        "Bruksenhetsnummer",
        "Bruksenheitsnummer",
        "Unit number",
        ("bruksenhetsnr", "bolignr", "leilighetsnummer", "leilegheitsnummer", "H-nummer"),
        cells.text(10),
        _("Write the unit number on the door, such as H0101."),
    ),
    plain_text(
        "estate",
        ("Eiendom", "Eigedom", "Property"),
        100,
        "bygg",
        "bygning",
        "eiendomsnavn",
        "eigedomsnamn",
    ),
    plain_text(
        "matrikkel",
        ("Matrikkel", "Matrikkel", "Matrikkel"),
        40,
        "gnr/bnr",
        "gårdsnummer/bruksnummer",
        "gards- og bruksnummer",
        "matrikkelnummer",
    ),
    one_word(
        "kind",
        "housing_kind",
        ("Boligtype", "Bustadtype", "Kind of dwelling"),
        "boligkategori",
        "bustadkategori",
        "type bolig",
        "type bustad",
    ),
    one_word(
        "standard", "standard", ("Standard", "Standard", "Standard"), "robusthet", "robustheit"
    ),
    one_word(
        "tenure",
        "tenure",
        ("Disposisjonsform", "Disposisjonsform", "Tenure"),
        "eieform",
        "eigeform",
        "eierforhold",
    ),
    Column(
        "bedrooms",
        "Antall soverom",
        "Talet på soverom",
        "Bedrooms",
        ("antallSoverom", "soverom", "ant soverom", "tal på soverom"),
        cells.whole(0, 50),
        _("Write how many bedrooms, as a whole number."),
    ),
    Column(
        "rooms",
        "Antall rom",
        "Talet på rom",
        "Rooms",
        ("rom", "ant rom", "tal på rom"),
        cells.whole(1, 50),
        _("Write how many rooms there are with the living room, as a whole number."),
    ),
    Column(
        "usable_area_m2",
        "Bruksareal (m²)",
        "Bruksareal (m²)",
        "Usable area (m²)",
        ("bruksareal", "areal", "BRA", "kvm", "kvadratmeter", "størrelse", "storleik"),
        cells.rounded(0, 10_000),
        _("Write square metres as a number."),
    ),
    Column(
        "floor",
        "Etasje",
        "Etasje",
        "Floor",
        ("etasjenummer", "etg"),
        cells.whole(-10, 100),
        _("Write the floor as a whole number."),
    ),
    _yes_no(
        "is_step_free",
        ("Trinnfri adkomst", "Trinnfri tilkomst", "Step-free"),
        "trinnfri",
        "trappefri",
        "tilgjengelig",
    ),
    _yes_no(
        "is_wheelchair_accessible",
        ("Tilpasset rullestol", "Tilpassa rullestol", "For wheelchair users"),
        "erTilgjengeligForRullestolbruker",
        "tilgjengelig for rullestolbruker",
        "tilgjengeleg for rullestolbrukar",
        "rullestol",
    ),
    _yes_no(
        "allows_pets",
        ("Dyrehold tillatt", "Dyrehald tillate", "Pets allowed"),
        "husdyr",
        "dyrehold",
        "dyrehald",
        "husdyr tillatt",
    ),
    _yes_no(
        "is_shared",
        ("Del av bofellesskap", "Del av bufellesskap", "Part of co-housing"),
        "erBofellesskap",
    ),
    _yes_no(
        "can_be_bought",
        ("Kan kjøpes av leietaker", "Kan kjøpast av leigetakaren", "May be bought by the tenant"),
        "leieTilEiePotensial",
        "leie til eie",
        "leige til eige",
    ),
    plain_text(
        "fdvu_id",
        ("FDVU-id", "FDVU-id", "Id in the property system"),
        60,
        "fdvuBoligId",
        "fdv-id",
        "fdv",
    ),
    plain_text("kobo_id", ("Kobo-id", "Kobo-id", "Id in Kobo"), 40, "koboId"),
    plain_text(
        "extra_reference",
        ("Ekstra referanse", "Ekstra referanse", "Extra reference"),
        60,
        "ekstraReferanse",
    ),
    Column(
        "started_on",
        "I registeret fra",
        "I registeret frå",
        "In the register from",
        ("fra", "frå", "disponert fra", "disponert frå"),
        cells.day,
        A_DAY,
    ),
    Column(
        "ended_on",
        "I registeret til",
        "I registeret til",
        "In the register until",
        ("disponert til", "avgang"),
        cells.day,
        _("Write the first day the municipality no longer disposes of it."),
    ),
    plain_text(
        "cluster",
        ("Bomiljø", "Bumiljø", "Housing environment"),
        100,
        "bofellesskap navn",
        "bufellesskap namn",
        "kluster",
    ),
    one_word(
        "cluster_location", "location", ("Beliggenhet", "Plassering", "Location"), "skjerming"
    ),
    one_word("cluster_staffed", "staffed", ("Bemanning", "Bemanning", "Staffing")),
    _rent(
        "rent",
        ("Husleie", "Husleige", "Rent"),
        "månedsleie",
        "leie per måned",
        "leie",
        "månadsleige",
        "leige per månad",
        "leige",
        "leiekostnad",
    ),
    _rent("electricity", ("Strøm", "Straum", "Electricity")),
    _rent("heating", ("Oppvarming", "Oppvarming", "Heating"), "fyring"),
    _rent("internet", ("Internett", "Internett", "Internet"), "bredbånd", "breiband"),
    _rent("furniture", ("Møbler", "Møblar", "Furniture"), "møblering"),
    _rent("parking", ("Parkering", "Parkering", "Parking"), "garasje"),
    *DATED_COLUMNS,
)
