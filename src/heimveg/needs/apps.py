from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "heimveg.needs"

    def ready(self) -> None:
        from heimveg.needs import following  # noqa: F401, PLC0415  # needs models
