from django.db import migrations, models

from helhet.storage.indexes import WithoutIndex


class Migration(migrations.Migration):
    dependencies = [("access", "0003_indexes_that_serve")]

    operations = [
        migrations.AddIndex("Tie", models.Index(fields=["subject", "unit"], name="tie_of_subject")),
        WithoutIndex("Tie", "subject"),
    ]
