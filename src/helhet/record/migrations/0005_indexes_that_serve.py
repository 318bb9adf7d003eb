from django.db import migrations, models

from helhet.storage.indexes import WithoutIndex


class Migration(migrations.Migration):
    dependencies = [("record", "0004_heard_again")]

    operations = [
        WithoutIndex("Course", "unit"),
        WithoutIndex("Entry", "course", "unit", "by_unit"),
        WithoutIndex("Content", "course"),
        WithoutIndex("Spell", "course", "unit"),
        WithoutIndex("Run", "course", "unit"),
        WithoutIndex("Deviation", "course"),
        WithoutIndex("Charge", "course"),
        WithoutIndex("Message", "course"),
        migrations.AddIndex(
            "Entry",
            models.Index(
                fields=["origin", "origin_number"],
                condition=models.Q(origin__isnull=False),
                name="entry_heard_from",
            ),
        ),
    ]
