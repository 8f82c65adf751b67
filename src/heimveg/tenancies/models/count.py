"""How many reviews came to what, without a word of whom."""

from django.db import models

from heimveg.access.classes import Classified, FieldClass


class RenewalCount(models.Model):
    """Decided reviews by year and way, and tenancies that ended in buying as `bought`.

    A view that row-level security does not narrow: it has no column about a person. What is
    small is hidden where it is shown.
    """

    classified = Classified(FieldClass.D1, why="how many go from renting to owning")

    year = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10)
    number = models.PositiveIntegerField()

    objects = models.Manager["RenewalCount"]()

    class Meta:
        managed = False
        db_table = "tenancies_renewalcount"

    def __str__(self) -> str:
        return f"{self.year} {self.way}"
