from django.apps import AppConfig
from django.core import checks


class AccessConfig(AppConfig):
    name = "heimveg.access"

    def ready(self) -> None:
        from heimveg.access.checks import every_field_has_a_class  # noqa: PLC0415  # needs models

        checks.register(every_field_has_a_class)
