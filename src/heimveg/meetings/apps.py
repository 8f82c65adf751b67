from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "heimveg.meetings"

    def ready(self) -> None:
        from heimveg.meetings import following  # noqa: F401, PLC0415  # needs models
