"""That somebody was told, and did not object, is written down as a consent is. The triggers are made anew, for SQLite makes the table anew."""

from typing import Any

from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Loosen(migrations.RemoveConstraint):
    """Takes the old rule away; going back it comes again for new rows alone: those that were told would break it and are never changed."""

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            rule = "CHECK (manner IN ('said', 'written')) NOT VALID"
            schema_editor.execute(f"ALTER TABLE access_consent ADD CONSTRAINT consent_manner {rule}")


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
