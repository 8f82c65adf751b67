from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "heimveg.config"
    label = "house"
