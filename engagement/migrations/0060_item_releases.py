import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engagement', '0001_initial'),
        ('phases', '0040_plan_items'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ItemRelease',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('plan', 'The plan'), ('phase', 'Phase'), ('focus_group', 'Focus group'), ('session', 'Session'), ('finding', 'Finding'), ('project', 'Project'), ('commitment', 'Commitment')], max_length=12, verbose_name='kind')),
                ('subject', models.UUIDField(verbose_name='item')),
                ('slug', models.SlugField(max_length=80, verbose_name='address')),
                ('payload', models.JSONField(verbose_name='payload')),
                ('state', models.CharField(choices=[('proposed', 'Waits for a second person'), ('approved', 'Approved, waits for its day'), ('released', 'Released'), ('dropped', 'Not released'), ('taken_back', 'Taken back')], default='proposed', max_length=10, verbose_name='state')),
                ('goes_public_on', models.DateField(blank=True, null=True, verbose_name='goes public on')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why it was dropped or taken back')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='phases.releaseditem', verbose_name='released version')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'item on its way to the public',
                'verbose_name_plural': 'items on their way to the public',
                'ordering': ['-proposed_at', 'id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'approved'))), fields=('kind', 'subject'), name='item_release_one_open'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='item_release_two_people')],
            },
        ),
        migrations.CreateModel(
            name='LanguageCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('plan', 'The plan'), ('phase', 'Phase'), ('focus_group', 'Focus group'), ('session', 'Session'), ('finding', 'Finding'), ('project', 'Project'), ('commitment', 'Commitment')], max_length=12, verbose_name='kind')),
                ('subject', models.UUIDField(verbose_name='item')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('texts_digest', models.CharField(max_length=64, verbose_name='which words')),
                ('checked_at', models.DateTimeField(verbose_name='checked at')),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
            ],
            options={
                'verbose_name': 'checked translation',
                'verbose_name_plural': 'checked translations',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject', 'language'), name='language_check_once')],
            },
        ),
    ]
