from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "heimveg.persons"

    def ready(self) -> None:
        from heimveg.persons import ending  # noqa: F401, PLC0415  # needs models
