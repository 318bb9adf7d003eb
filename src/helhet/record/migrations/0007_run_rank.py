"""How far the clock of a run binds, for lists that put the law first.

Runs that are there already are given the lowest rank; `helhet rebuild` gives them their own.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0006_erasure_request")]

    operations = [
        migrations.RemoveIndex(model_name="run", name="run_worklist"),
        migrations.AddField(
            model_name="run",
            name="rank",
            field=models.PositiveSmallIntegerField(default=2),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["unit", "outcome", "rank", "due_at"], name="run_of_rank"),
        ),
    ]
