"""Journeys that no course tells of; rows that only grow."""

import django.db.models.deletion
from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0003_what_municipalities_report"), ("parties", "0007_what_a_unit_offers")]

    operations = [
        migrations.CreateModel(
            name="Trip",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("hours", models.CharField(max_length=64)),
                ("way", models.CharField(max_length=64)),
                ("company", models.CharField(max_length=64)),
                ("wait", models.CharField(max_length=64)),
                ("trips", models.SmallIntegerField(default=1)),
                ("takes_back", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="taken_back", to="ledgers.trip")),
                ("unit", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.unit")),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "day"], name="trip_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("takes_back__isnull", True), ("trips", 1)) | models.Q(("takes_back__isnull", False), ("trips", -1)),
                        name="trip_counts_one",
                    )
                ],
            },
        ),
        AppendOnly("Trip"),
    ]
