"""What comes in without the signs nobody sees: they come along from PDF, Word and web pages, or
on purpose. A name made of them is a link that cannot be pressed, two equal names stop being
equal, and PostgreSQL holds no NUL."""

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

# Control characters but tab and line ends; soft hyphen; spaces, joiners and marks of no width;
# the signs that turn the direction of what follows. Joiners that Persian and pictures need
# (U+200C, U+200D) and the two plain direction marks (U+200E, U+200F) are left.
UNSEEN = dict.fromkeys(
    [n for n in range(0x20) if chr(n) not in "\t\n\r"]
    + [*range(0x7F, 0xA0), 0xAD, 0x180E, 0x200B, 0xFEFF]
    + [*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)]
)
Answer = Callable[[HttpRequest], HttpResponse]


def legible(text: str) -> str:
    """The text without what cannot be seen."""
    return text.translate(UNSEEN)


def only_what_is_seen(answer: Answer) -> Answer:
    """Every address and every form is read without them."""

    def run(request: HttpRequest) -> HttpResponse:
        request.GET = _legible(request.GET)  # type: ignore[assignment]  # the stubs know no other
        if request.method == "POST":
            with suppress(UnreadablePostError):  # who sends has gone: nobody reads the answer
                request.POST = _legible(request.POST)  # type: ignore[assignment]
        return answer(request)

    return run


def _legible(sent: QueryDict) -> QueryDict:
    """The same where there is nothing to take away, which is nearly always."""
    texts = "".join(text for _, values in sent.lists() for text in values)
    if legible(texts) == texts:
        return sent
    cleaned = sent.copy()
    for name, values in sent.lists():
        cleaned.setlist(name, [legible(value) for value in values])
    return cleaned
