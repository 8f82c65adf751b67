from django.apps import AppConfig


class DwellingsConfig(AppConfig):
    name = "heimveg.dwellings"
