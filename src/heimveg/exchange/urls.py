"""Every page of an import has two addresses, one for each kind of list, each with its own door:
dwellings hold no person, a waiting list does."""

from django.urls import path

from heimveg.access.doors import requires
from heimveg.exchange import export_views, views
from heimveg.exchange.queries import PERMISSIONS

app_name = "exchange"
PAGES = (
    ("new/", views.upload, "upload"),
    ("template/", views.template, "template"),
    ("<int:pk>/", views.preview, "preview"),
    ("<int:pk>/progress/", views.progress, "progress"),
    ("<int:pk>/check-again/", views.check_again, "check-again"),
    ("<int:pk>/decide/", views.decide, "decide"),
    ("<int:pk>/commit/", views.commit, "commit"),
    ("<int:pk>/discard/", views.discard, "discard"),
    ("<int:pk>/errors/", views.errors, "errors"),
)
urlpatterns = [
    path(
        "export/dwellings.<str:file_format>",
        export_views.export_dwellings,
        name="export-dwellings",
    ),
    path("import/", views.listing, name="list"),
    *(
        path(f"import/{kind}/{address}", requires(permission)(view), {"kind": kind}, name=name)
        for kind, permission in PERMISSIONS.items()
        for address, view, name in PAGES
    ),
]
