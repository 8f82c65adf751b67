from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "heimveg.prevention"

    def ready(self) -> None:
        from heimveg.prevention import following, parting  # noqa: F401, PLC0415  # need its models
