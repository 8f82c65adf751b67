from django.apps import AppConfig

from heimveg.base import sane_days


class BaseConfig(AppConfig):
    name = "heimveg.base"

    def ready(self) -> None:
        sane_days.ask_of_every_form()
