"""What makes a home conditional, in three languages, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in, demands_in
from heimveg.decisions.rules.threats import threats_in

CONDITIONS = [
    # nynorsk
    ("sobriety", "Det er eit vilkår at du er rusfri."),
    ("sobriety", "Du må vere rusfri for å få bustaden."),
    ("sobriety", "Du får behalde bustaden så lenge du er edru."),
    ("sobriety", "Bustaden kan du leige berre viss du lever rusfritt og er avhaldande."),
    ("sobriety", "Du skal levere urinprøve kvar veke."),
    ("sobriety", "Vi krev rusprøver kvar månad."),
    ("sobriety", "Dersom du ikkje er rusfri, mistar du bustaden."),
    ("sobriety", "Kontrakten blir sagt opp dersom du ikkje held deg edru."),
    ("sobriety", "Du får ikkje behalde bustaden med mindre du er rusfri."),
    ("sobriety", "Eit vilkår er at du ikkje rusar deg."),
    ("sobriety", "Du må ikkje ruse deg."),
    ("sobriety", "Leigaren skal ikkje bruke rusmiddel."),
    ("treatment", "Tilbodet er avhengig av at du tek imot behandling."),
    ("treatment", "Du må ta imot behandling."),
    ("treatment", "Du pliktar å følgje opp medisinane dine."),
    ("treatment", "Leigeavtalen gjeld på vilkår av at du deltek i behandling."),
    ("visits", "Du må ta imot heimebesøk kvar veke."),
    ("visits", "Det blir sett som vilkår at du tek imot tilsyn."),
    ("visits", "Vedtaket er betinga av at du slepp inn tilsynsbesøk."),
    ("support", "Du må ta imot oppfølging for å behalde bustaden."),
    ("support", "Føresetnaden er at du tek imot tenester."),
    ("support", "Takkar du nei til oppfølging, må du ta imot oppfølging seinare."),
    ("treatment", "Vedtaket gjeld så lenge du samarbeider om behandlinga."),
    ("support", "Vi føreset at du tek imot oppfølging."),
    ("sobriety", "Brot på rusfridom fører til utkasting."),
    ("sobriety", "Leigetakar må vere rusfri."),
    ("sobriety", "Leigetakaren forpliktar seg til å vere rusfri."),
    ("support", "Husleigekontrakten følgjer tenesteavtalen."),
    ("visits", "No visits, no home."),
    ("sobriety", "Du kan ikkje drikke alkohol i bustaden."),
    ("sobriety", "Tilbodet fell bort om du ruser deg."),
    ("sobriety", "Du får ikkje behalde bustaden dersom du drikk."),
    ("support", "Leigaren mister bustaden om han ikkje tek imot hjelp eller ruser seg."),
    ("support", "mister bustaden om han ikkje tek imot hjelp."),
    ("sobriety", "Om ho rusar seg, mistar ho bustaden."),
    ("sobriety", "Må vere rusfri."),
    ("sobriety", "- må vere rusfri."),
    ("sobriety", "Skal halde seg edru."),
    ("sobriety", "Han må vere rusfri."),
    ("support", "Uten oppfølging, ingen bolig."),
    ("treatment", "Utan medisin inga leigeavtale."),
    ("support", "Det er ein føresetnad for bustaden at du møter til avtalar."),
    ("visits", "Should you miss visits, the lease ends."),
    ("sobriety", "Kontrakten blir fornya berre når urinprøvene er reine."),
    ("sobriety", "Du mistar leilegheita ved rus."),
    # the verb first, and what is threatened without a word of condition
    ("sobriety", "Held du deg ikkje nykter, mister du bustaden."),
    ("support", "Avslår du oppfølging, seier kommunen opp leiga."),
    ("sobriety", "Drikk du, må du flytte."),
    ("sobriety", "Ruser du deg, blir kontrakten sagt opp."),
    ("treatment", "Møter du ikkje til behandling, mister du bustaden."),
    ("treatment", "Sluttar du med medisinane, blir du kasta ut."),
    ("support", "Takkar du nei til tenester, seier vi opp leigeavtalen."),
    ("sobriety", "Held du deg rusfri, får du behalde bustaden."),
    ("sobriety", "Hald deg edru, elles mister du bustaden."),
    ("treatment", "Ta medisinen din, elles må du flytte."),
    ("treatment", "Dersom du ikkje tek medisin, må du ut."),
    ("treatment", "Viss du sluttar i behandling, må du flytte."),
    ("sobriety", "Om leigaren drikk, må han flytte."),
    ("treatment", "Skulle du avbryte behandlinga, blir leiga sagt opp."),
    ("treatment", "Møter du ikkje hos psykologen mister du bustaden."),
    ("sobriety", "Holder du deg ikke edru, mister du boligen."),
    ("support", "Avslår du oppfølging, sier kommunen opp leien."),
    ("sobriety", "Drikker du, må du flytte."),
    ("sobriety", "Bruker leietakeren rusmidler, blir leieforholdet sagt opp."),
    ("treatment", "Møter ikke leietakeren til behandling, mister han leiligheten."),
    ("sobriety", "Hvis du drikker, må du flytte."),
    ("sobriety", "Ved rusbruk mister du boligen."),
    ("sobriety", "Should you drink, you lose the flat."),
    ("treatment", "Should the tenant refuse treatment, the lease will be terminated."),
    ("treatment", "Attend treatment, or you lose your home."),
    ("sobriety", "Drink, and you will be evicted from the flat."),
    ("treatment", "Fail to take your medication and you lose the home."),
    ("treatment", "If you stop treatment, you have to leave."),
    ("support", "Bustaden er berre for den som tek imot oppfølging."),
    ("sobriety", "Only for tenants who are sober: the flat in Storgata."),
    # bokmål
    ("support", "Mister boligen om hun ikke tar imot hjelp eller ruser seg."),
    ("support", "Leieren må ta imot hjelp for å beholde boligen."),
    ("sobriety", "Må være rusfri."),
    ("sobriety", "Hun skal være edru."),
    ("sobriety", "Det er en betingelse at du er rusfri."),
    ("sobriety", "Leietaker skal være edru."),
    ("sobriety", "Det stilles krav om rusfrihet."),
    ("sobriety", "Du får beholde boligen så lenge du er rusfri."),
    ("sobriety", "Boligen tildeles kun hvis du er rusfri."),
    ("sobriety", "Rusfrihet kreves."),
    ("sobriety", "Vi krever at du avlegger urinprøve."),
    ("sobriety", "Du må avstå fra alkohol og være edru."),
    ("sobriety", "Dersom du drikker, mister du boligen."),
    ("treatment", "Tilbudet forutsetter ikke annet, men det er et vilkår at du går i behandling."),
    ("treatment", "Forutsetningen er at du gjennomfører behandlingen."),
    ("treatment", "Må du ha bolig, må du følge behandlingsopplegget."),
    ("treatment", "Du forplikter deg til å ta medisinene dine, dette er et krav."),
    ("visits", "Du plikter å ta imot hjemmebesøk."),
    ("visits", "Boligen er forutsatt at du tar imot besøk."),
    ("support", "Du er forpliktet til å ta imot oppfølging."),
    ("support", "Du beholder leiligheten bare dersom du tar imot tjenester."),
    ("sobriety", "Det forventes at du er rusfri."),
    ("sobriety", "Manglende rusfrihet vil føre til oppsigelse."),
    ("treatment", "Uten behandling mister du boligen."),
    ("treatment", "Dersom du ikke følger opp behandlingen, kan kontrakten sies opp."),
    # English
    ("treatment", "Your lease depends on your attending treatment."),
    ("treatment", "Failure to attend treatment will lead to eviction."),
    ("sobriety", "Sobriety is mandatory."),
    ("treatment", "You will lose your home if you refuse treatment."),
    ("sobriety", "You must be sober."),
    ("sobriety", "It is a condition that you are drug-free."),
    ("sobriety", "You may keep the home as long as you are sober."),
    ("sobriety", "You may not keep the home unless you are sober."),
    ("sobriety", "The tenant shall submit urine samples."),
    ("sobriety", "You must not use drugs."),
    ("sobriety", "The lease will be terminated if you start drinking."),
    ("treatment", "The offer is subject to treatment."),
    ("treatment", "You are required to attend treatment."),
    ("treatment", "The home is offered provided that you take your medication."),
    ("visits", "You have to accept home visits."),
    ("visits", "Accepting visits is a requirement."),
    ("support", "You must accept follow-up to keep the home."),
    ("support", "The apartment is yours only if you accept support."),
]
LAWFUL = [
    "Søkjaren har ingen bustad og får oppfølging av NAV.",
    "The lease ends on 1 March; visits are welcome until then.",
    "Kontrakten blir signert berre når begge er til stades.",
    "Vi møter deg til avtalt visning av bustaden.",
    # the verb first, and nothing lost by it
    "Ønskjer du oppfølging, tek du kontakt med bustadkontoret.",
    "Avslår du oppfølging, mister du ikkje bustaden.",
    "Sluttar du i behandling, beheld du bustaden.",
    "Treng du hjelp med medisinar, kjem heimetenesta heim til deg.",
    "Betaler du ikkje husleiga, kan kommunen seie opp leigeavtalen.",
    "Bråkar du om natta, kan leigeavtalen bli sagt opp.",
    "Blir du sjuk og treng behandling, ringjer vi legen.",
    "Avslår du oppfølging, seier kommunen opp denne avtalen.",
    "Har du fullført behandling og mista bustaden, kan du søkje hos oss.",
    "Mister du bustaden, hjelper oppfølginga deg med ein ny.",
    "Tek du imot besøk, set vi på kaffi.",
    "Vil du ha besøk i bustaden, avtaler vi dag.",
    "Hvis du mister medisinene, ring tjenesten.",
    "Drikker du for mye, kan du be oss om hjelp hjemme i boligen.",
    "Da du begynte i behandling, mistet du leiligheten.",
    "Should you want follow-up, tell us, and we come to your home.",
    "If you refuse treatment, you keep the home.",
    "Stop by the office, and you can talk about support at home.",
    "Bustaden er berre for den som treng oppfølging.",
    "Tenesta er berre for den som tek imot oppfølging.",
    "Boligen er kun for personer med behov for tjenester.",
    # nynorsk
    "Om han treng hjelp, ringjer han oss.",
    "Vi hjelper han om han ruser seg.",
    "Ho mistar ikkje bustaden om ho seier nei til hjelp.",
    "Han vil vere rusfri, og vi hjelper han.",
    "Skal få besøk kvar tysdag når det passar.",
    "Må ha ein bustad nær skulen.",
    "Ønskjer han behandling, hjelper vi han, og han beheld bustaden.",
    "Det er ikkje eit vilkår at du er rusfri.",
    "Vi stiller ingen vilkår om behandling.",
    "Bustaden er utan krav om rusfridom, og utan krav om rusprøver.",
    "Kommunen skal gi deg oppfølging.",
    "Vi skal hjelpe deg med oppfølging dersom du ønskjer det.",
    "Du skal få tilbod om oppfølging tre dagar i veka.",
    "Heimetenesta skal besøkje deg kvar måndag.",
    "Dersom du ønskjer behandling, hjelper vi deg, og du har framleis bustaden.",
    "Dersom du ønskjer behandling, kan du bu i bustaden så lenge.",
    "Du treng ikkje vere rusfri for å bu her.",
    "Du beheld bustaden sjølv om du seier nei til oppfølging.",
    "Søkjaren er rusfri og har fullført behandling.",
    "Vilkåra for tenester etter lova er oppfylte.",
    "Du må ha bustad nær behandlingsstaden.",
    "Du kan seie opp kontrakten dersom du får plass i behandling.",
    "Kommunen har plikt til å gi tenester.",
    "Du må seie opp den gamle bustaden innan tre månader.",
    "Du må betale husleiga innan den 20. kvar månad.",
    "Bustaden er røykfri, og du må halde ro etter klokka 23.",
    "Du kan bli buande så lenge du treng oppfølging.",
    "Søkjaren fekk behandling, og bustaden vart sagt opp av utleigar.",
    "Bustaden ligg nær behandlingsstaden, og du får oppfølging av ruskonsulenten.",
    "Søkjaren må ha ein bustad med tilsyn.",
    "Vi har lagt vekt på at du må ha trygg bustad for å lukkast med behandlinga.",
    "Dersom du vil klage på vedtaket, hjelper tenesta deg.",
    # bokmål
    "Det er ikke en betingelse at du tar imot besøk.",
    "Rusfrihet er ikke et vilkår.",
    "Boligen er uten vilkår om behandling.",
    "Vi krever ikke rusfrihet.",
    "Du trenger ikke ta imot hjemmebesøk for å beholde boligen.",
    "Du beholder boligen selv om behandlingen avsluttes.",
    "Du oppfyller vilkårene for tjenester etter loven.",
    "Kommunen må gi deg oppfølging hjemme i boligen.",
    "Hvis du ønsker besøk i boligen, avtaler vi det med deg.",
    "Søker har vært til behandling og trenger bolig før utskrivning.",
    "Oppfølging er forutsatt, men du bestemmer selv.",
    "Du må kontakte oss om nøklene.",
    "Hvis du avslutter behandlingen, beholder du boligen.",
    "Hvis du ikke tar imot tjenester, mister du ikke boligen.",
    "Om du trenger støtte, ring tjenesten, uten at det påvirker boligen.",
    "Det er ikke lov å drikke alkohol i fellesarealene.",
    # English
    "It is not a condition that you are sober.",
    "There is no requirement of treatment.",
    "You do not have to be sober to keep the home.",
    "You are not required to accept support.",
    "You keep the home even if you say no to follow-up.",
    "The municipality must offer you services.",
    "We will help you if you want treatment, also after you move into the home.",
    "You meet the conditions for services under the law.",
    "You must pay the rent by the 20th of each month.",
    "You may terminate the lease if you get a place in treatment.",
    "",
]


@pytest.mark.parametrize(("topic", "sentence"), CONDITIONS, ids=[s for _, s in CONDITIONS])
def test_a_condition_is_found_and_named(topic, sentence):
    found = conditions_in(sentence, condition_words())

    assert [(c.topic, c.sentence) for c in found] == [(topic, sentence)]


@pytest.mark.parametrize("sentence", LAWFUL)
def test_what_sets_no_condition_may_be_written(sentence):
    assert conditions_in(sentence, condition_words()) == []


@pytest.mark.parametrize(
    ("sentence", "is_refused"),
    [
        ("Du skal ha besøk av miljøterapeut to gonger i veka.", False),
        ("You must take part in treatment every week.", False),
        ("Du må ta imot besøk for å behalde bustaden.", True),
        ("Du får bu her så lenge du tek imot besøk.", True),
        ("Det er et vilkår at du tar imot oppfølging.", True),
    ],
)
def test_assumed_support_may_be_described_but_the_home_may_not_hang_on_it(sentence, is_refused):
    found = conditions_in(sentence, condition_words(), support_is_assumed=True)

    assert bool(found) is is_refused


def test_one_bad_sentence_among_good_ones_is_the_one_named():
    text = "Du får leige Storgata 1. Det er eit vilkår at du er rusfri! Vi ønskjer deg velkomen."

    assert [c.sentence for c in conditions_in(text, condition_words())] == [
        "Det er eit vilkår at du er rusfri!"
    ]


@given(
    st.lists(st.sampled_from([s for _, s in CONDITIONS]), max_size=3),
    st.lists(st.sampled_from([s for s in LAWFUL if s]), max_size=3),
    st.randoms(),
)
def test_each_sentence_is_judged_alone_in_any_company(bad, good, rng):
    sentences = [*bad, *good]
    rng.shuffle(sentences)

    found = conditions_in(" ".join(sentences), condition_words())

    assert sorted(c.sentence for c in found) == sorted(bad)


@given(st.sampled_from(CONDITIONS), st.sampled_from([str.upper, str.lower, str.title]))
def test_capital_letters_hide_nothing(condition, change):
    assert conditions_in(change(condition[1]), condition_words())


@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text):
    for condition in conditions_in(text, condition_words()):
        assert condition.sentence in text


THREATS = [
    "Brot på avtalen fører til utkasting.",
    "Ved brot på avtalen mister du bustaden.",
    "Du mister bustaden ved brot på denne avtalen.",
    "Bryt du avtalen, blir leigeforholdet sagt opp.",
    "Held du ikkje avtalen, må du flytte.",
    "Dersom avtalen ikkje blir følgd, kan kommunen seie opp leigeavtalen.",
    "Brot på avtalen får følgjer.",
    "Brudd på avtalen kan føre til oppsigelse av leieforholdet.",
    "Ved brudd på avtalen sies leiekontrakten opp uten varsel.",
    "Brytes avtalen, mister du boligen.",
    "Følger du ikke avtalen, blir du kastet ut.",
    "Brudd på avtalen kan få konsekvenser for boforholdet.",
    "Brudd på avtalen kan føre til oppsigelse.",
    "Brudd på trygghetsavtalen betyr at du må flytte.",
    "Breach of this agreement will lead to eviction.",
    "If the agreement is broken, you lose your home.",
    "Break the agreement and you will be evicted.",
    "Breaking the agreement has consequences.",
]
NO_THREATS = [
    "Avtalen er frivillig.",
    "Brot på avtalen får ingen følgjer for bustaden.",
    "Brot på avtalen fører ikkje til utkasting.",
    "Du mister ikkje bustaden ved brot på avtalen.",
    "Ved brot på avtalen kan begge seie opp avtalen.",
    "Held du ikkje avtalen, snakkar vi saman om kva som skal til.",
    "Brudd på avtalen kan føre til oppsigelse av denne avtalen.",
    "Brudd på avtalen gir ingen konsekvenser for leieforholdet.",
    "Ved brudd på avtalen kontakter vi deg hjemme i boligen.",
    "Følger du ikke avtalen, beholder du boligen likevel.",
    "Mislighold av leieavtalen følger husleieloven.",
    "Avtalen avsluttes når en av oss ønsker det.",
    "If the agreement is broken, you keep the home.",
    "Breaking the agreement has no consequences for your home.",
    "The agreement can be ended by either of us.",
    "",
]


@pytest.mark.parametrize("sentence", THREATS)
def test_a_breach_of_a_voluntary_agreement_is_no_threat_to_the_home(sentence):
    found = threats_in(f"Vi møtest kvar veke. {sentence}", condition_words())
    assert [c.sentence for c in found] == [sentence]


@pytest.mark.parametrize("sentence", NO_THREATS)
def test_what_threatens_nothing_may_stand_in_a_voluntary_agreement(sentence):
    assert threats_in(sentence, condition_words()) == []


def test_a_lease_may_say_what_its_own_breach_leads_to():
    assert conditions_in("Brot på avtalen kan føre til oppseiing.", condition_words()) == []


DEMANDS = [
    ("support", "Berre for den som tek imot oppfølging."),
    ("support", "Bare for den som tar imot oppfølging."),
    ("support", "Kun for leietakere som takker ja til tjenester."),
    ("support", "Gjeld den som tek imot oppfølging frå kommunen."),
    ("visits", "Berre for dei som slepp inn heimebesøk."),
    ("support", "Bustaden er reservert for personar som tek imot tenester."),
    ("support", "Det er eit vilkår at leigaren tek imot oppfølging."),
    ("support", "Gjelder så lenge beboeren tar imot tjenester."),
    ("support", "Leigaren må ta imot oppfølging."),
    ("support", "Only for those who accept support."),
    ("visits", "Reserved for tenants who agree to home visits."),
    ("support", "Only for people who are receiving services."),
]
NO_DEMANDS = [
    "For personar med ROP-liding.",
    "Bustaden skal nyttast av målgruppa.",
    "Berre for personar som treng oppfølging.",
    "Kun for personer med behov for tjenester i hjemmet.",
    "Det er ein føresetnad at kommunen tilbyr oppfølging.",
    "Tilskotet blir betalt tilbake dersom bustaden ikkje blir nytta til tenester for målgruppa.",
    "Tilskuddet tilbakebetales hvis boligen ikke brukes av personer med behov for tjenester.",
    "Kommunen skal gi tjenester i boligen.",
    "Det er ikkje eit vilkår at leigaren tek imot oppfølging.",
    "Leigaren vel sjølv om han tek imot oppfølging.",
    "Only for people who need support.",
    "The municipality must offer services for 20 years.",
    "",
]


@pytest.mark.parametrize(("topic", "sentence"), DEMANDS, ids=[s for _, s in DEMANDS])
def test_a_grant_that_asks_the_tenant_to_take_up_support_is_found(topic, sentence):
    found = demands_in(sentence, condition_words())
    assert [(c.topic, c.sentence) for c in found] == [(topic, sentence)]


@pytest.mark.parametrize("sentence", NO_DEMANDS)
def test_whom_a_home_is_for_and_what_the_municipality_offers_may_be_written(sentence):
    assert demands_in(sentence, condition_words()) == []
