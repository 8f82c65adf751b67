from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "heimveg.allocation"

    def ready(self) -> None:
        from heimveg.allocation import following  # noqa: F401, PLC0415  # needs models
