"""That somebody was told, and did not object, is written down as a consent is. The triggers are made anew, for SQLite makes the table anew."""

from typing import Any

from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Loosen(migrations.RemoveConstraint):
    """Takes the old rule away; going back it does not come again, for rows that were told would break it and are never changed."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            # It may have gone before, if somebody went back and comes again.
            schema_editor.execute("ALTER TABLE access_consent DROP CONSTRAINT IF EXISTS consent_manner")
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing."""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_consents")]

    operations = [
        AppendOnly("Consent", again=True),  # going back, this comes last
        Loosen("consent", "consent_manner"),
        migrations.AlterField(
            "consent",
            "manner",
            models.CharField(
                choices=[("said", "Said"), ("written", "Written"), ("told", "Told")], max_length=7
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=models.Q(("manner__in", ["said", "written", "told"])),
                name="consent_manner",
            ),
        ),
        AppendOnly("Consent", again=True),
    ]
