"""Steps that are due to keep a home, of those a reader sees, a list's length of them."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.persons.sight import first_few

DUE = first_few(
    "prevention_steps_seen",
    "last date",
    FieldClass.D3,
    """
    SELECT c.id, c.person_id FROM prevention_preventioncase c
    WHERE c.closed_on IS NULL AND c.next_due_on <= last
    ORDER BY c.next_due_on, c.opened_on, c.id""",
    with_address=True,
)


class Migration(migrations.Migration):
    dependencies = [
        ("prevention", "0008_a_notice_for_rent_runs_one_at_a_time"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [migrations.RunSQL(*DUE)]
