"""What the page says before a decision is what is sent by it."""

from datetime import timedelta

import pytest

from heimveg.base import clock
from heimveg.handoffs import commands
from heimveg.notices.models import Notice
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from tests.accounts.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db
PROMISES = {
    "letter": "a letter tells the person so",
    "sms": "a message lets the person know",
    "email": "a message lets the person know",
    "page": "it is asked to tell them",
}
CASES = [
    ({"name": "Inga", "phone": "99"}, None),
    ({"name": "Inga", "phone": "99"}, StayKind.ROUGH),
    ({"name": "Inga", "phone": "99"}, StayKind.UNKNOWN),
    ({"name": "Inga", "phone": "", "email": "i@example.org"}, StayKind.EMERGENCY_OVERNIGHT),
    ({"name": "Inga", "phone": "99"}, StayKind.TEMPORARY_ACCOMMODATION),
    ({"name": "", "nickname": "Lua", "phone": "99"}, None),
    ({"name": "Inga", "phone": ""}, StayKind.ROUGH),
    ({"name": "", "nickname": "Lua", "phone": ""}, None),
]


@pytest.mark.parametrize(("facts", "stay"), CASES)
def test_the_decide_page_promises_what_is_sent(town, log_in, form, facts, stay):
    MunicipalityFactory(default_language="en")
    person = town.person(**facts)
    if stay is not None:
        Stay.move(person, kind=stay, on=clock.today())
    handoff = town.asked(person, on=clock.today() - timedelta(days=40))
    commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=clock.today())
    browser, url = log_in(town.decider), f"/hand-offs/{handoff.pk}/decide/"
    first = browser.get(url)
    assert first.status_code == 200, handoff.state
    page = " ".join(first.content.decode().split())

    answer = browser.post(url, form(unit=town.b.pk, words="B tek over."))

    assert answer.status_code == 302
    sent = Notice.objects.filter(key__startswith="answers:").first()
    promised = [words for words in {*PROMISES.values()} if words in page]
    assert promised == [PROMISES[sent.channel]]
