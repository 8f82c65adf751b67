"""What a lease does not tell about the tenant, and what it may well say about the home."""

from datetime import date

import pytest

from heimveg.dwellings.rules.tenant_words import about_the_tenant
from heimveg.dwellings.wording import tenant_words
from heimveg.tenancies.lease_wording import WORDS, sentence
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.lease import LeaseTerms, check_lease, stops

DAY = date(2026, 11, 23)
ABOUT_THE_TENANT = [
    ("health", "Leigar har ROP-diagnose og FACT-teamet har nøkkel."),
    ("entry", "Personalet kan låse seg inn."),
    ("treatment", "Leigaren tek medisinen sin kvar dag"),
    ("service", "Leigar må ha kontakt med rusteneste"),
    ("service", "Leigaren skal møte til samtale i NAV kvar måndag"),
    ("sobriety", "Tenant must stay sober"),
    ("entry", "De ansatte har nøkkel til leiligheten."),
    ("entry", "Staff may let themselves in."),
    ("treatment", "Tenant is in treatment."),
    ("service", "Leietaker skal ha samtale med oppfølgingstjenesten hver uke."),
    ("service", "The tenant has appointments with the addiction service."),
    ("health", "Leietaker har en psykisk lidelse."),
    ("health", "Han var full og hallusinerte."),
    ("health", "Leigetakaren er alkoholikar."),
    ("health", "Ho har demens."),
    ("health", "Bebuar er narkoman."),
    ("health", "Kreftsjuk."),
    ("health", "Det luktar hasj."),
    ("health", "Beboeren er gravid."),
    ("health", "Leietaker virket helt full."),
]
ABOUT_THE_HOME = [
    "Leigar kan ha hund.",
    "Medisinskap følgjer bustaden.",
    "Rustfri oppvaskbenk og komfyr følgjer med.",
    "Behandling av tregolv med olje kvart år er utleigars ansvar.",
    "Vaktmeisteren har nøkkel til boda i kjellaren.",
    "Leigar tek kontakt med vaktmeistertenesta ved lekkasje.",
    "Bustaden har nøktern standard.",
    "To nøkler er levert til leietaker.",
    "Parkeringsplass 4 og hagestykke høyrer til.",
    "The bathroom has a medicine cabinet.",
    "Garanti frå NAV kjem i staden for depositum.",
    "Besøk er tillate heile døgnet.",
    "Boda er full av møblar.",
    "Huset er fullrenovert, og bossdunken var full.",
    "Omsetning av narkotika er forbode etter straffelova.",
    "Veggen er sprøytemåla.",
]


@pytest.mark.parametrize(("topic", "text"), ABOUT_THE_TENANT)
def test_what_tells_about_the_tenant_is_found(topic, text):
    assert [each.topic for each in about_the_tenant(text, tenant_words(DAY))] == [topic]


@pytest.mark.parametrize("text", ABOUT_THE_HOME)
def test_what_is_about_the_home_stands(text):
    assert about_the_tenant(text, tenant_words(DAY)) == []


@pytest.mark.parametrize(("topic", "text"), ABOUT_THE_TENANT)
def test_it_stops_the_signing_with_the_word_and_why(topic, text):
    found = about_the_tenant(text, tenant_words(DAY))
    terms = LeaseTerms(DAY, None, 900_000, about_tenant=found)
    [stopped] = stops(check_lease(terms, law_on(DAY), signed_on=DAY))
    assert found[0].word in sentence(stopped)
    assert stopped.law in law_on(DAY)


def test_each_topic_has_its_words():
    assert {f"tells_of_{topic}" for topic in tenant_words(DAY)} <= set(WORDS)
