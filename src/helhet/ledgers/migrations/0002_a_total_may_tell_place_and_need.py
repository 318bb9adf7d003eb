"""A total may tell at which kind of place, and of which need. The triggers are made anew, for SQLite makes the table anew."""

from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0001_ledgers")]

    operations = [
        AppendOnly("Total", again=True),  # going back, this comes last
        migrations.AddField("total", "place", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("total", "need", models.CharField(blank=True, default="", max_length=64)),
        AppendOnly("Total", again=True),
    ]
