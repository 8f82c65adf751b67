"""A voluntary agreement makes no home hang on it, in the words people write; what only speaks of
home and help together may stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.decisions.rules.threats import threats_in

THREATS = [
    "Leiga går opp når du ikkje møter.",
    "Leia øker hvis du ikke møter til samtalene.",
    "Møter du ikkje til avtalane, blir leigekontrakten ikkje fornya.",
    "Kontrakten fornyes bare dersom du er i behandling.",
    "Ny leigekontrakt får du berre så lenge du held deg rusfri.",
    "Dersom du ruser deg, må du rekne med å måtte flytte.",
    "Ved positiv urinprøve mister du leiligheten.",
    "Du kan bu her så lenge du tek imot hjelp frå rustenesta.",
    "Retten til å bo her forutsetter at du følger behandlingsopplegget.",
    "Sluttar du i LAR, er det ute med leilegheita.",
    "Uten oppfølging, ingen bolig.",
    "Den som ruser seg i bustaden, må finne seg ein annan stad å bu.",
    "Blir du tatt i å ruse deg, må du ut innen en uke.",
    "Uteblir du fra samtalene tre ganger, blir du flyttet til en annen bolig.",
    "Kommunen kan flytte deg til ein dårlegare bustad om du avbryt behandlinga.",
    "Takker du nei til medisiner, ryker kontrakten.",
    "Hald deg edru, så får du behalde leilegheita.",
    "Rusfrihet er en forutsetning for å beholde leiligheten.",
    "Brot på denne avtalen blir rekna som brot på leigekontrakten.",
    "Om avtalen ikke følges, vil leieforholdet bli avsluttet.",
    "Leigetida blir korta ned viss du ikkje slepp oss inn.",
    "Følger du ikke avtalen, blir strømmen stengt.",
    "Du får nøkkelen att når du har levert rein prøve.",
    "Depositumet får du ikkje att om du bryt avtalen.",
    "Seier du nei til rustenesta, må du finne deg noko anna.",
    "Hvis du avbryter behandlingen, mister du plassen i boligen.",
    "Leieavtalen forlenges ikke dersom du faller ut av LAR.",
    "Du får berre bu her om du tek medisinane dine.",
    "Kjem du ikkje til samtalane med oss, aukar leiga.",
    "Har du ikke møtt til tre avtaler, kan kommunen heve leiekontrakten.",
    "Utan behandling blir ikkje kontrakten fornya.",
    "Ved rusbruk blir du flytta ut av leilegheita.",
    "Du beholder boligen hvis du deltar i programmet.",
]
HARMLESS = [
    "Vi møtest kvar torsdag klokka ti, der du vil.",
    "Du bestemmer sjølv om du vil ta imot hjelp; bustaden er din uansett.",
    "Leiga er den same om du tek imot hjelp eller ikkje.",
    "Leien øker ikke selv om du avslutter avtalen.",
    "Møter du ikkje, ringjer vi deg dagen etter.",
    "Uteblir du fra samtalen, finner vi en ny tid sammen.",
    "Vi bankar på når du ikkje tek telefonen.",
    "Blir du dårlig, hjelper vi deg med å ringe legen.",
    "Ønsker du behandling, hjelper vi deg med å søke.",
    "Du mister ikke boligen om du ruser deg.",
    "Avtalen kan seiast opp når som helst utan at det går ut over leigekontrakten.",
    "Husleigekontrakten står fast også når denne avtalen blir avslutta.",
    "Brot på avtalen har ingen følgjer for bustaden.",
    "Kommunen hjelper deg med å søke bustøtte så lenge du bur her.",
    "Leiga blir trekt i trygda om du ønskjer det.",
    "Dersom noko blir øydelagt, melder du frå til vaktmeisteren.",
    "Hvis du vil flytte, hjelper vi deg med å finne en annen bolig.",
    "Leiga blir regulert etter indeksen ein gong i året.",
    "Når leigekontrakten går ut, snakkar vi saman i god tid om kva du ønskjer.",
    "Du får nøkkelen av vaktmeisteren den dagen du flytter inn.",
    "Vi kjem på besøk måndag og torsdag, og du kan seie nei.",
    "Treng du hjelp til å betale leiga, tek du kontakt med oss.",
    "Dersom du ikkje møter, set vi opp ein ny time.",
    "Er det fare for liv, ringjer vi 113 og låser oss inn saman med vaktmeisteren.",
    "Betalar du ikkje leiga, snakkar vi med deg om ein avdragsplan.",
    "Dersom straumen blir stengt, ringjer du vaktmeisteren, som svarar heile døgnet.",
    "Mister du nøkkelen, kjem vaktmeisteren med ein ny innan ein time.",
    "Leiga går opp 1. mars kvart år etter indeksen.",
    "Om leiga går opp, hjelper vi deg med å søkje bustøtte.",
    "Vi hjelper deg å få kontrakten forlenga når ho går ut.",
    "Flytter du til en annen kommune, avsluttes avtalen.",
    "Bostøtten kan bli lavere hvis inntekten øker; da søker vi sammen.",
    "Når leieforholdet er slutt, avsluttes også denne avtalen.",
    "Du kan avslutte oppfølgingen når du vil, og leieavtalen løper videre.",
    "Avtalen blir avslutta dersom du ikkje ønskjer meir hjelp.",
    "Dersom du blir innlagt, passar vi på bustaden og betaler straumen etter avtale.",
    "Kommunen garanterer for depositumet så lenge leigeforholdet varer.",
    "Utleier gir beskjed til kommunen hvis leien ikke er betalt.",
    "Utleigar tek kontakt med kommunen før leigekontrakten blir sagt opp.",
    "Kommunen møter leigar og utleigar saman dersom leigekontrakten kan bli sagt opp.",
    "Går leieforholdet mot slutten, møtes vi for å finne en ny bolig.",
    "Dersom noen truer deg, ringer du oss, og vi bytter lås.",
    "Du beholder boligen om du slutter i behandling.",
]


def said_of(text):
    words = condition_words()
    return conditions_in(text, words) or threats_in(text, words)


@pytest.mark.parametrize("sentence", THREATS)
def test_the_home_hangs_on_no_voluntary_agreement(sentence):
    assert [found.sentence for found in said_of(f"Vi ses i morgon. {sentence}")] == [sentence]


@pytest.mark.parametrize("sentence", HARMLESS)
def test_what_speaks_of_home_and_help_may_stand(sentence):
    assert said_of(sentence) == []


def test_what_a_lease_may_say_is_not_made_narrower():
    """The rule is for voluntary agreements alone: a lease says when it is not renewed."""
    text = "Møter du ikkje på overtakinga, blir nøklane trekte inn."
    assert conditions_in(text, condition_words()) == []


@given(st.lists(st.sampled_from(HARMLESS), max_size=4), st.sampled_from(THREATS), st.data())
def test_a_threat_is_found_wherever_it_stands(others, threat, data):
    place = data.draw(st.integers(0, len(others)))
    text = " ".join([*others[:place], threat, *others[place:]])
    assert threat in [found.sentence for found in said_of(text)]


def test_upper_and_lower_case_are_alike():
    for sentence in THREATS:
        assert said_of(sentence.upper()), sentence
