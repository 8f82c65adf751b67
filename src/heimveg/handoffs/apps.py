from django.apps import AppConfig


class HandoffsConfig(AppConfig):
    name = "heimveg.handoffs"

    def ready(self) -> None:
        from heimveg.handoffs import following  # noqa: F401, PLC0415  # needs models
        from heimveg.handoffs.queries import kasteball  # noqa: F401, PLC0415  # needs models
