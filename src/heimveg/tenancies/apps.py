from django.apps import AppConfig


class TenanciesConfig(AppConfig):
    name = "heimveg.tenancies"

    def ready(self) -> None:
        from heimveg.tenancies import following  # noqa: F401, PLC0415  # needs models
