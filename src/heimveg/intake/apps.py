from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "heimveg.intake"

    def ready(self) -> None:
        from heimveg.intake import afterwards, following  # noqa: F401, PLC0415  # need models
