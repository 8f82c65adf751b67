"""The signed paper of a lease."""

import hashlib

from django.db import models

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.persons.models import Person
from heimveg.tenancies.models.lease.agreed import Lease

D2 = FieldClass.D2


class LeasePaper(AboutPerson):
    """The paper as it was signed. Never changes."""

    classified = Classified(D2, why="what both parties hold in hand", delete_after_years=10)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lease = models.OneToOneField(Lease, on_delete=models.PROTECT, related_name="paper")
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"#{self.lease_id}"

    @classmethod
    def keep(cls, lease: Lease, pdf: bytes) -> "LeasePaper":
        digest = hashlib.sha256(pdf).hexdigest()
        return cls.objects.create(person_id=lease.person_id, lease=lease, pdf=pdf, digest=digest)
