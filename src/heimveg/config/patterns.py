"""The page that shows every template part with invented content; in the demo only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heimveg.access.doors import public
from heimveg.base.patterns import content


@public
@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    return render(request, "base/patterns.html", content())
