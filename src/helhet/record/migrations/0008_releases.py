"""What a unit passes on of a record: rows that only grow, and the sealed words, which an erasure takes away."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0007_what_a_unit_offers'),
        ('record', '0007_run_rank'),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('basis', models.CharField(choices=[('consent', 'Consent'), ('no-objection', 'No Objection'), ('duty', 'Duty')], max_length=12)),
                ('law', models.CharField(blank=True, max_length=60)),
                ('to_day', models.DateField()),
                ('previewed_on', models.DateField(null=True)),
                ('consented_on', models.DateField(null=True)),
                ('needs_second', models.BooleanField()),
                ('user', models.BigIntegerField()),
                ('role', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('by_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.subject')),
                ('to_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
            ],
        ),
        migrations.CreateModel(
            name='ReleasedItem',
            fields=[
                ('pk', models.CompositePrimaryKey('release', 'nth', blank=True, editable=False, primary_key=True, serialize=False)),
                ('nth', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField(null=True)),
                ('parts', models.CharField(blank=True, max_length=120)),
                ('hash', models.BinaryField()),
                ('course', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.course')),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='record.release')),
            ],
        ),
        migrations.CreateModel(
            name='ReleasedWords',
            fields=[
                ('pk', models.CompositePrimaryKey('release', 'nth', blank=True, editable=False, primary_key=True, serialize=False)),
                ('nth', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='record.release')),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseApproval',
            fields=[
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='approval', serialize=False, to='record.release')),
                ('made_by', models.BigIntegerField()),
                ('user', models.BigIntegerField()),
                ('role', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('made_by', models.F('user')), _negated=True), name='release_approved_by_another')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseStop',
            fields=[
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='stop', serialize=False, to='record.release')),
                ('why', models.CharField(choices=[('asked', 'Asked'), ('mistake', 'Mistake'), ('not-needed', 'Not Needed')], max_length=10)),
                ('user', models.BigIntegerField()),
                ('role', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('why__in', ['asked', 'mistake', 'not-needed'])), name='release_stop_why')],
            },
        ),
        migrations.AddIndex(
            model_name='release',
            index=models.Index(fields=['subject', 'to_unit'], name='release_of_subject'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['consent', 'no-objection', 'duty'])), name='release_basis'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('needs_second', False), ('previewed_on__isnull', False), _connector='OR'), name='release_by_two_is_previewed'),
        ),
        migrations.AddIndex(
            model_name='releaseditem',
            index=models.Index(fields=['course', 'number'], name='released_from_entry'),
        ),
        AppendOnly("Release"),
        AppendOnly("ReleasedItem"),
        AppendOnly("ReleaseApproval"),
        AppendOnly("ReleaseStop"),
    ]
