from django.urls import path

from heimveg.exchange import export_views

app_name = "exchange"
urlpatterns = [
    path(
        "export/dwellings.<str:file_format>",
        export_views.export_dwellings,
        name="export-dwellings",
    ),
]
