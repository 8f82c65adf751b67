from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "heimveg.notices"
