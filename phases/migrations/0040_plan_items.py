import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('phases', '0020_publication_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='MilestoneMove',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(verbose_name='to')),
                ('reason', models.CharField(max_length=300, verbose_name='why it moved')),
                ('reason_en', models.CharField(max_length=300, null=True, verbose_name='why it moved')),
                ('reason_fr', models.CharField(max_length=300, null=True, verbose_name='why it moved')),
                ('reason_ar', models.CharField(max_length=300, null=True, verbose_name='why it moved')),
                ('moved_on', models.DateField(verbose_name='moved on')),
            ],
            options={
                'verbose_name': 'moved date',
                'verbose_name_plural': 'moved dates',
                'ordering': ['moved_on', 'to_on'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReleasedItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('plan', 'The plan'), ('phase', 'Phase'), ('focus_group', 'Focus group'), ('session', 'Session'), ('finding', 'Finding'), ('project', 'Project'), ('commitment', 'Commitment')], max_length=12, verbose_name='kind')),
                ('slug', models.SlugField(max_length=80, verbose_name='address')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('payload', models.JSONField(verbose_name='payload')),
                ('payload_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the payload')),
                ('released_at', models.DateTimeField(verbose_name='released at')),
                ('state', models.CharField(choices=[('released', 'Released'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn')], default='released', max_length=12, verbose_name='state')),
            ],
            options={
                'verbose_name': 'released item',
                'verbose_name_plural': 'released items',
                'ordering': ['kind', 'slug', '-version'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='milestone',
            name='progress',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='progress in percent'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='starts_on',
            field=models.DateField(blank=True, null=True, verbose_name='begins'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('starts_on__lte', models.F('due_on')), _connector='OR'), name='milestone_runs_forward'),
        ),
        migrations.AddField(
            model_name='milestonemove',
            name='milestone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='phases.milestone'),
        ),
        migrations.AddConstraint(
            model_name='releaseditem',
            constraint=models.UniqueConstraint(fields=('kind', 'slug', 'version'), name='item_version_once'),
        ),
        migrations.AddConstraint(
            model_name='releaseditem',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'released')), fields=('kind', 'slug'), name='item_one_current'),
        ),
    ]
