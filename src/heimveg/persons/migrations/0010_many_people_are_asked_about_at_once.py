"""Who of thousands a reader sees, in one statement: lists over a whole city ask so, instead of
once for each."""

from django.db import migrations

from heimveg.persons.sight import PEOPLE_SEEN


class Migration(migrations.Migration):
    dependencies = [("persons", "0009_when_a_number_came_is_kept")]
    operations = [
        migrations.RunSQL(PEOPLE_SEEN, "DROP FUNCTION people_seen(bigint[], text, text[]);"),
    ]
