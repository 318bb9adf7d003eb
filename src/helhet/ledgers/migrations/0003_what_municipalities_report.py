"""What municipalities report by year; rows that only grow."""

from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0002_a_total_may_tell_place_and_need")]

    operations = [
        migrations.CreateModel(
            name="Reported",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality", models.CharField(max_length=4)),
                ("year", models.SmallIntegerField()),
                ("figure", models.CharField(max_length=64)),
                ("hundredths", models.BigIntegerField()),
                ("vintage", models.SmallIntegerField(default=1)),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "year", "figure", "vintage"), name="reported_once"),
                    models.CheckConstraint(condition=models.Q(("hundredths__gte", 0)), name="reported_not_below_0"),
                ],
            },
        ),
        AppendOnly("Reported"),
    ]
