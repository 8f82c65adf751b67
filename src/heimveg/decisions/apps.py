from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "heimveg.decisions"

    def ready(self) -> None:
        from heimveg.decisions import binding  # noqa: F401, PLC0415  # needs models
