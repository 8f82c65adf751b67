from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "heimveg.base"
