"""The user that jobs and upkeep run as. Nobody can log in as it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO accounts_user (username, name, password, email, language, is_active, is_system, is_demo)"
            " VALUES ('system', 'Heimveg', '!', '', '', false, true, false);",
            "DELETE FROM accounts_user WHERE is_system;",
        )
    ]
