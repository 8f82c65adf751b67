"""Word to a colleague, on their own front page until they mark it as read."""

from collections.abc import Callable
from datetime import datetime

from heimveg.accounts.models import User
from heimveg.accounts.queries import municipality
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel


def tell_colleague(
    user: User, word: Callable[[str], str], *, key: str, leads_to: str, at: datetime
) -> Notice:
    """`word(language)` is the message, in the user's language or the municipality's; it names
    nobody. The same key again is the same message."""
    language = user.language or municipality().default_language
    return Notice.queue(
        key=key,
        channel=Channel.PAGE,
        language=language,
        user=user,
        body=word(language),
        leads_to=leads_to,
        at=at,
    )
