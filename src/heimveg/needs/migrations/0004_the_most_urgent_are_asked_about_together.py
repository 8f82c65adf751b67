"""The most urgent needs that a reader sees, a list's length of them."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.needs.rules import NeedStatus
from heimveg.persons.sight import first_few

# By the index of open needs in this order: few of the rows are fetched.
MOST_URGENT = first_few(
    "urgent_needs_seen",
    "at_least integer",
    FieldClass.D3,
    f"""
    SELECT n.id, n.person_id FROM needs_need n
    WHERE n.status IN ('{NeedStatus.INCOMPLETE}', '{NeedStatus.WAITING}')
      AND n.urgency >= at_least
    ORDER BY n.urgency DESC, n.opened_on, n.id""",
)


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0003_urgency_is_explained_and_doubts_are_kept"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [migrations.RunSQL(*MOST_URGENT)]
