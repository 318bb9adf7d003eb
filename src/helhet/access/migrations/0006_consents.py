"""What a person has said yes to, and what was withdrawn: rows that only grow."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_access_by_unit'),
        ('parties', '0007_what_a_unit_offers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('part', models.CharField(max_length=5)),
                ('from_day', models.DateField()),
                ('to_day', models.DateField()),
                ('manner', models.CharField(choices=[('said', 'Said'), ('written', 'Written')], max_length=7)),
                ('user', models.BigIntegerField()),
                ('role', models.CharField(max_length=40)),
                ('given_at', models.DateTimeField()),
                ('by_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='parties.subject')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='parties.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('consent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='access.consent')),
                ('user', models.BigIntegerField()),
                ('role', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('by_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
            ],
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['subject', 'unit'], name='consent_of_subject'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['unit', 'purpose', 'part'], name='consent_to_unit'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('to_day__gte', models.F('from_day'))), name='consent_in_order'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('manner__in', ['said', 'written'])), name='consent_manner'),
        ),
        AppendOnly("Consent"),
        AppendOnly("Withdrawal"),
    ]
