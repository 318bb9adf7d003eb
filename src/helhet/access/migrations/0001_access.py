import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    initial = True
    dependencies = [("parties", "0001_parties")]

    operations = [
        migrations.CreateModel(
            name="Tie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.ForeignKey(on_delete=PROTECT, related_name="ties", to="parties.subject")),
                ("unit", models.ForeignKey(on_delete=PROTECT, related_name="ties", to="parties.unit")),
                ("kind", models.CharField(choices=[("care", "Care"), ("referred", "Referred"), ("measure", "Measure")], max_length=8)),
                ("origin", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("from_day", models.DateField()),
                ("to_day", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "kind", "subject"], name="tie_of_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("origin", "number"), name="tie_natural_key"),
                    models.CheckConstraint(
                        condition=models.Q(("to_day__isnull", True), ("to_day__gte", models.F("from_day")), _connector="OR"),
                        name="tie_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("user", models.BigIntegerField()),
                ("role", models.CharField(max_length=40)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("purpose", models.CharField(max_length=20)),
                ("deed", models.CharField(max_length=10)),
                ("parts", models.CharField(max_length=120)),
                ("is_permitted", models.BooleanField()),
                ("reason", models.CharField(max_length=20)),
                ("request", models.UUIDField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["user", "at"], name="access_by_user")]},
        ),
        migrations.CreateModel(
            name="AccessedSubject",
            fields=[
                ("pk", models.CompositePrimaryKey("access", "subject", blank=True, editable=False, primary_key=True, serialize=False)),
                ("access", models.ForeignKey(on_delete=PROTECT, related_name="subjects", to="access.access")),
                ("subject", models.UUIDField()),
            ],
            options={"indexes": [models.Index(fields=["subject", "access"], name="access_to_subject")]},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=10)),
                ("number", models.PositiveBigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("rows_hash", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("chain", "number"), name="seal_one_a_number")]},
        ),
        migrations.CreateModel(
            name="SealedAccess",
            fields=[
                ("access", models.OneToOneField(on_delete=PROTECT, primary_key=True, serialize=False, to="access.access")),
                ("seal", models.ForeignKey(on_delete=PROTECT, related_name="accesses", to="access.seal")),
            ],
        ),
    ]
