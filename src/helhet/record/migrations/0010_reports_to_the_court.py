"""Which releases are reports to the court, numbered within their course: rows that only grow."""

import django.db.models.deletion
from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0009_moved_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='CourtReport',
            fields=[
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='report', serialize=False, to='record.release')),
                ('number', models.PositiveIntegerField()),
                ('course', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.course')),
            ],
        ),
        migrations.AddConstraint(
            model_name='courtreport',
            constraint=models.UniqueConstraint(fields=('course', 'number'), name='report_once_a_number'),
        ),
        AppendOnly("CourtReport"),
    ]
