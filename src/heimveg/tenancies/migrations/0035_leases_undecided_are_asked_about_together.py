"""Leases that end without a decision, of those a reader sees, a list's length of them."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.persons.sight import first_few

UNDECIDED = first_few(
    "leases_undecided_seen",
    "day date, last date",
    FieldClass.D3,
    """
    SELECT t.id, t.person_id FROM tenancies_tenancy t
    WHERE t.ended_on IS NULL AND t.lease_until <= last AND t.started_on <= day
      AND NOT EXISTS (
        SELECT FROM tenancies_renewalreview r
        WHERE r.tenancy_id = t.id AND r.lease_until = t.lease_until AND r.done_on IS NOT NULL
      )
    ORDER BY t.lease_until, t.id""",
)


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0034_the_bank_pays_out_what_is_to_be_paid_back"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [migrations.RunSQL(*UNDECIDED)]
