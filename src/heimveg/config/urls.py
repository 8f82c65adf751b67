"""Every room's pages, at the addresses people see."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from heimveg.desk.urls import dwelling_patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("heimveg.accounts.urls")),
    path("", include("heimveg.desk.urls")),
    path("", include("heimveg.persons.urls")),
    path("", include(dwelling_patterns)),
    path("", include("heimveg.notices.urls")),
    path("", include("heimveg.upkeep.urls")),
    path("", include("heimveg.stays.urls")),
    path("", include("heimveg.needs.urls")),
    path("", include("heimveg.tenancies.urls")),
    path("", include("heimveg.support.urls")),
    path("", include("heimveg.handoffs.urls")),
    path("", include("heimveg.decisions.urls")),
    path("", include("heimveg.intake.urls")),
    path("", include("heimveg.allocation.urls")),
    path("", include("heimveg.prevention.urls")),
    path("", include("heimveg.meetings.urls")),
    path("", include("heimveg.exchange.urls")),
]
if settings.DEMO:
    from heimveg.config.patterns import patterns

    urlpatterns.append(path("patterns/", patterns, name="patterns"))
