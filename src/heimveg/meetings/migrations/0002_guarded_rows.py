"""Who is spoken of is seen by those who follow the person, and by those the person has let know;
what was said by those who follow them up. A protected person's item is not there for others."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard
from heimveg.meetings.sight import (
    CONSENT_OPENS,
    CONSENTED_NAME,
    IS_SHIELDED,
    ITEM_IS_KNOWN,
    MAY_MEET,
    SEEN,
    guard_by,
)

FUNCTIONS = (
    (IS_SHIELDED, "meeting_person_is_shielded(bigint)"),
    (CONSENT_OPENS, "meeting_consent_opens(bigint, bigint)"),
    (CONSENTED_NAME, "meeting_consented_name(bigint)"),
    (ITEM_IS_KNOWN, "meeting_item_is_known(bigint)"),
    (MAY_MEET, "meeting_who_may_meet(bigint, bigint[])"),
)
KEPT = ("meetings_matter", "meetings_discussion", "meetings_task")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0001_initial"),
        ("persons", "0003_finding_people_and_hiding_addresses"),
    ]
    operations = [
        *(migrations.RunSQL(made, f"DROP FUNCTION {name};") for made, name in FUNCTIONS),
        migrations.RunSQL(guard_by("meetings_matter", SEEN), unguard("meetings_matter")),
        migrations.RunSQL(guard_by("meetings_task", SEEN), unguard("meetings_task")),
        migrations.RunSQL(
            guard_by("meetings_item", "meeting_item_is_known(id)"), unguard("meetings_item")
        ),
        migrations.RunSQL(
            guard("meetings_discussion", FieldClass.D4), unguard("meetings_discussion")
        ),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in KEPT),
    ]
