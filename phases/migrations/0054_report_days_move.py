import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The day by which the public hears moves as milestones do: the old day stays, with the reason."""

    dependencies = [
        ('phases', '0053_notices_are_released'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportDayMove',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(verbose_name='to')),
                ('reason', models.CharField(max_length=300, verbose_name='why it moved')),
                ('reason_en', models.CharField(max_length=300, null=True, verbose_name='why it moved')),
                ('reason_fr', models.CharField(max_length=300, null=True, verbose_name='why it moved')),
                ('reason_ar', models.CharField(max_length=300, null=True, verbose_name='why it moved')),
                ('moved_on', models.DateField(verbose_name='moved on')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='phases.phase', verbose_name='phase')),
            ],
            options={
                'verbose_name': 'moved day of a report',
                'verbose_name_plural': 'moved days of reports',
                'ordering': ['moved_on', 'to_on'],
                'default_permissions': (),
            },
        ),
    ]
