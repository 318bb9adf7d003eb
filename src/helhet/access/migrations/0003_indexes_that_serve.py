from django.db import migrations, models

from helhet.storage.indexes import WithoutIndex


class Migration(migrations.Migration):
    dependencies = [("access", "0002_log_only_grows")]

    operations = [
        WithoutIndex("Tie", "unit"),
        WithoutIndex("AccessedSubject", "access"),
        migrations.AddIndex("Tie", models.Index(fields=["origin", "unit"], name="tie_of_course")),
    ]
