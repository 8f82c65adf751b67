"""What every view needs: one way to answer with a whole page or with the part that changed."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def is_swap(request: HttpRequest) -> bool:
    """True when htmx will put the answer inside the page the person already sees."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def render_part(
    request: HttpRequest, page: str, part: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render `part` for a swap, else `page`, which includes the same `part`."""
    response = render(request, part if is_swap(request) else page, context, status=status)
    # A cache or the back button must not show a part where a page belongs.
    patch_vary_headers(response, ("HX-Request",))
    return response
