"""That somebody was told, and did not object, is written down as a consent is. The triggers are made anew, for SQLite makes the table anew."""

from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("access", "0006_consents")]

    operations = [
        AppendOnly("Consent", again=True),  # going back, this comes last
        migrations.RemoveConstraint("consent", "consent_manner"),
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
