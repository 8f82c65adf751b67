from django.apps import AppConfig


class TenanciesConfig(AppConfig):
    name = "heimveg.tenancies"

    def ready(self) -> None:
        from heimveg.tenancies import awaiting, following  # noqa: F401, PLC0415  # need models
