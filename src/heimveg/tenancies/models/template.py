"""The municipality's own lease in Word, as it was uploaded; the newest is the one in use."""

import hashlib
from datetime import date

from django.db import models

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User


class LeaseTemplate(models.Model):
    classified = Classified(FieldClass.D1, why="the municipality's own wording of a lease")

    name = models.CharField(max_length=120)
    docx = models.BinaryField()
    digest = models.CharField(max_length=64)
    kept_on = models.DateField()
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.name} {self.kept_on}"

    @classmethod
    def keep(cls, docx: bytes, *, name: str, on: date, by: int) -> "LeaseTemplate":
        digest = hashlib.sha256(docx).hexdigest()
        return LeaseTemplate.objects.create(
            name=name, docx=docx, digest=digest, kept_on=on, kept_by_id=by
        )

    @classmethod
    def newest(cls) -> "LeaseTemplate | None":
        return LeaseTemplate.objects.select_related("kept_by").order_by("-pk").first()
