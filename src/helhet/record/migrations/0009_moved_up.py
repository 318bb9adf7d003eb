"""That somebody known by an alias is known by name, too: rows that are never changed, and that an erasure takes away."""

import django.db.models.deletion
from django.db import migrations, models

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0007_what_a_unit_offers'),
        ('record', '0008_releases'),
    ]

    operations = [
        migrations.CreateModel(
            name='MovedUp',
            fields=[
                ('pk', models.CompositePrimaryKey('course', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('salt', models.BinaryField()),
                ('alias', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.subject')),
                ('course', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='moves_up', to='record.course')),
                ('named', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.subject')),
                ('named_course', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.course')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('alias', models.F('named')), _negated=True), name='moved_up_are_two')],
            },
        ),
        AppendOnly("MovedUp", may_delete=True),
    ]
