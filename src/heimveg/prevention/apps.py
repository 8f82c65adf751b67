from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "heimveg.prevention"

    def ready(self) -> None:
        from heimveg.prevention import parting  # noqa: F401, PLC0415  # needs its models
