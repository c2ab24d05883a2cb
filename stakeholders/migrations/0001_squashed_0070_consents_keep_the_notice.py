"""Every table of the registry in one step: what a fresh database gets (docs/adr/0110-squashed-migrations.md)."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from resilience_portal.migrating import CreateModels

SEARCH = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX IF NOT EXISTS organization_by_words ON stakeholders_organization USING gin (search_text gin_trgm_ops);
"""


def create_search(apps, schema_editor):
    """Search by any part of a name: a trigram index, where the database has them. SQLite scans, in milliseconds."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SEARCH)


class Migration(migrations.Migration):

    replaces = [
        ('stakeholders', '0001_initial'),
        ('stakeholders', '0060_registry_at_work'),
        ('stakeholders', '0020_search_by_any_part'),
        ('stakeholders', '0070_consents_keep_the_notice'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                        ('preferred_language', models.CharField(blank=True, max_length=8, verbose_name='preferred language')),
                        ('may_contact', models.BooleanField(default=True, verbose_name='may be contacted')),
                        ('public_name_consent', models.BooleanField(default=False, verbose_name='agreed to be named in public')),
                        ('note', models.TextField(blank=True, verbose_name='note')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                        ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed at')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('search_text', models.TextField(blank=True, editable=False)),
                        ('access_needs', models.CharField(blank=True, help_text='What this person needs to take part.', max_length=300, verbose_name='accessibility needs')),
                        ('channel', models.CharField(choices=[('any', 'Any way'), ('email', 'By e-mail'), ('phone', 'By phone'), ('letter', 'By letter'), ('in_person', 'In person only')], default='any', max_length=10, verbose_name='wants to be reached')),
                        ('do_not_contact', models.BooleanField(default=False, help_text='Asked not to be contacted. No reminder or invitation goes out.', verbose_name='do not contact')),
                        ('safety', models.CharField(choices=[('no_concern', 'No concern known'), ('discreet', 'Discreet: no message may name the project'), ('never_write', 'Never write, never leave a message')], default='no_concern', max_length=12, verbose_name='safety of contact')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'verbose_name_plural': 'people',
                        'ordering': ['name', 'reference'],
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='ReferenceSeries',
                    fields=[
                        ('prefix', models.CharField(max_length=8, primary_key=True, serialize=False)),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='Ward',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('code', models.SlugField(unique=True, verbose_name='code')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                    ],
                    options={
                        'verbose_name': 'ward',
                        'verbose_name_plural': 'wards',
                        'ordering': ['order', 'code'],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalPerson',
                    fields=[
                        ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ('reference', models.CharField(db_index=True, max_length=20, verbose_name='reference')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                        ('preferred_language', models.CharField(blank=True, max_length=8, verbose_name='preferred language')),
                        ('may_contact', models.BooleanField(default=True, verbose_name='may be contacted')),
                        ('public_name_consent', models.BooleanField(default=False, verbose_name='agreed to be named in public')),
                        ('note', models.TextField(blank=True, verbose_name='note')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                        ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed at')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('access_needs', models.CharField(blank=True, help_text='What this person needs to take part.', max_length=300, verbose_name='accessibility needs')),
                        ('channel', models.CharField(choices=[('any', 'Any way'), ('email', 'By e-mail'), ('phone', 'By phone'), ('letter', 'By letter'), ('in_person', 'In person only')], default='any', max_length=10, verbose_name='wants to be reached')),
                        ('do_not_contact', models.BooleanField(default=False, help_text='Asked not to be contacted. No reminder or invitation goes out.', verbose_name='do not contact')),
                        ('safety', models.CharField(choices=[('no_concern', 'No concern known'), ('discreet', 'Discreet: no message may name the project'), ('never_write', 'Never write, never leave a message')], default='no_concern', max_length=12, verbose_name='safety of contact')),
                    ],
                    options={
                        'verbose_name': 'historical person',
                        'verbose_name_plural': 'historical people',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='Sector',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('code', models.SlugField(unique=True, verbose_name='code')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('name_en', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_fr', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_ar', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stakeholders.sector', verbose_name='part of')),
                    ],
                    options={
                        'verbose_name': 'sector',
                        'verbose_name_plural': 'sectors',
                        'ordering': ['order', 'code'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='sector_is_not_its_own_parent')],
                    },
                ),
                migrations.CreateModel(
                    name='Tag',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                    ],
                    options={
                        'verbose_name': 'tag',
                        'verbose_name_plural': 'tags',
                        'ordering': ['name'],
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='Organization',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('reference', models.CharField(help_text='Given by the portal and never used again.', max_length=20, unique=True, verbose_name='reference')),
                        ('name', models.CharField(help_text='Two organizations may share a name.', max_length=300, verbose_name='name')),
                        ('aliases', models.TextField(blank=True, help_text='One a line: other languages, acronyms, former names.', verbose_name='other names')),
                        ('main_language', models.CharField(default='en', help_text='A language code such as en, fr or ar.', max_length=8, verbose_name='main language')),
                        ('languages', models.CharField(blank=True, help_text='Codes with a comma between them: so, ti.', max_length=100, verbose_name='other languages')),
                        ('size', models.CharField(blank=True, choices=[('small', 'Small'), ('medium', 'Medium'), ('large', 'Large')], max_length=8, verbose_name='size')),
                        ('status', models.CharField(choices=[('proposed', 'Proposed'), ('active', 'Active'), ('inactive', 'Inactive'), ('merged', 'Merged')], default='active', max_length=10, verbose_name='status')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                        ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                        ('note', models.TextField(blank=True, help_text='About the organization, not about a person or a case. Never public.', verbose_name='note')),
                        ('may_be_listed', models.BooleanField(default=False, help_text='Being seen to have talked with us is a consent of its own.', verbose_name='may be listed')),
                        ('is_indigenous_led', models.BooleanField(default=False, verbose_name='Indigenous-led')),
                        ('in_universe', models.BooleanField(default=True, help_text='One of those we set out to hear. Counted in public by sector.', verbose_name='in the declared universe')),
                        ('last_contact_on', models.DateField(blank=True, editable=False, null=True, verbose_name='last contact')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                        ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed at')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('search_text', models.TextField(blank=True, editable=False)),
                        ('relationship_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='relationship owner')),
                        ('sector', models.ForeignKey(limit_choices_to={'parent__isnull': False}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stakeholders.sector', verbose_name='sector')),
                        ('ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stakeholders.ward', verbose_name='ward')),
                        ('custom', models.JSONField(blank=True, default=dict, editable=False, verbose_name='fields of our own')),
                        ('do_not_contact', models.BooleanField(default=False, help_text='Binds every reminder and invitation to people who speak for it.', verbose_name='do not contact')),
                        ('influence', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='influence')),
                        ('interest', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='interest')),
                        ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stakeholders.organization', verbose_name='merged into')),
                        ('tags', models.ManyToManyField(blank=True, related_name='+', to='stakeholders.tag', verbose_name='tags')),
                    ],
                    options={
                        'verbose_name': 'organization',
                        'verbose_name_plural': 'organizations',
                        'ordering': ['name', 'reference'],
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['name', 'reference'], name='organization_by_name'), models.Index(fields=['sector', 'name'], name='organization_by_sector')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalOrganization',
                    fields=[
                        ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ('reference', models.CharField(db_index=True, help_text='Given by the portal and never used again.', max_length=20, verbose_name='reference')),
                        ('name', models.CharField(help_text='Two organizations may share a name.', max_length=300, verbose_name='name')),
                        ('aliases', models.TextField(blank=True, help_text='One a line: other languages, acronyms, former names.', verbose_name='other names')),
                        ('main_language', models.CharField(default='en', help_text='A language code such as en, fr or ar.', max_length=8, verbose_name='main language')),
                        ('languages', models.CharField(blank=True, help_text='Codes with a comma between them: so, ti.', max_length=100, verbose_name='other languages')),
                        ('size', models.CharField(blank=True, choices=[('small', 'Small'), ('medium', 'Medium'), ('large', 'Large')], max_length=8, verbose_name='size')),
                        ('status', models.CharField(choices=[('proposed', 'Proposed'), ('active', 'Active'), ('inactive', 'Inactive'), ('merged', 'Merged')], default='active', max_length=10, verbose_name='status')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                        ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                        ('note', models.TextField(blank=True, help_text='About the organization, not about a person or a case. Never public.', verbose_name='note')),
                        ('may_be_listed', models.BooleanField(default=False, help_text='Being seen to have talked with us is a consent of its own.', verbose_name='may be listed')),
                        ('is_indigenous_led', models.BooleanField(default=False, verbose_name='Indigenous-led')),
                        ('in_universe', models.BooleanField(default=True, help_text='One of those we set out to hear. Counted in public by sector.', verbose_name='in the declared universe')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                        ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed at')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('relationship_owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='relationship owner')),
                        ('sector', models.ForeignKey(blank=True, db_constraint=False, limit_choices_to={'parent__isnull': False}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='stakeholders.sector', verbose_name='sector')),
                        ('ward', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='stakeholders.ward', verbose_name='ward')),
                        ('custom', models.JSONField(blank=True, default=dict, editable=False, verbose_name='fields of our own')),
                        ('do_not_contact', models.BooleanField(default=False, help_text='Binds every reminder and invitation to people who speak for it.', verbose_name='do not contact')),
                        ('influence', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='influence')),
                        ('interest', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='interest')),
                        ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='stakeholders.organization', verbose_name='merged into')),
                    ],
                    options={
                        'verbose_name': 'historical organization',
                        'verbose_name_plural': 'historical organizations',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('purpose', models.CharField(choices=[('contact', 'To be contacted again'), ('public_name', 'To be named in public')], max_length=20, verbose_name='purpose')),
                        ('state', models.CharField(choices=[('asked', 'Asked'), ('given_verbal', 'Given in words'), ('given_written', 'Given in writing'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], max_length=16, verbose_name='answer')),
                        ('how', models.CharField(blank=True, max_length=200, verbose_name='how')),
                        ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                        ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='stakeholders.person', verbose_name='person')),
                        ('notice_version', models.CharField(blank=True, editable=False, max_length=50, null=True, verbose_name='collection notice')),
                    ],
                    options={
                        'verbose_name': 'consent',
                        'verbose_name_plural': 'consents',
                        'ordering': ['-recorded_at', '-id'],
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['person', 'purpose', '-recorded_at'], name='consent_newest')],
                    },
                ),
                migrations.CreateModel(
                    name='Affiliation',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('role', models.CharField(blank=True, max_length=200, verbose_name='role')),
                        ('started_on', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('is_primary', models.BooleanField(default=False, verbose_name='first contact')),
                        ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='stakeholders.organization', verbose_name='organization')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='stakeholders.person', verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'affiliation',
                        'verbose_name_plural': 'affiliations',
                        'ordering': ['-is_primary', '-started_on', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('started_on', None), ('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='affiliation_runs_forward')],
                    },
                ),
                migrations.CreateModel(
                    name='CustomField',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('code', models.SlugField(help_text='The heading of its column in files. Never changes.', unique=True, verbose_name='code')),
                        ('label', models.CharField(max_length=80, verbose_name='name')),
                        ('label_en', models.CharField(max_length=80, null=True, verbose_name='name')),
                        ('label_fr', models.CharField(max_length=80, null=True, verbose_name='name')),
                        ('label_ar', models.CharField(max_length=80, null=True, verbose_name='name')),
                        ('help', models.CharField(blank=True, max_length=200, verbose_name='hint')),
                        ('help_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='hint')),
                        ('help_fr', models.CharField(blank=True, max_length=200, null=True, verbose_name='hint')),
                        ('help_ar', models.CharField(blank=True, max_length=200, null=True, verbose_name='hint')),
                        ('kind', models.CharField(choices=[('text', 'Text'), ('number', 'Whole number'), ('date', 'Date'), ('yes_no', 'Yes or no'), ('choice', 'One of a list')], default='text', max_length=10, verbose_name='holds')),
                        ('options', models.TextField(blank=True, help_text='One a line. Only for “One of a list”.', verbose_name='list')),
                        ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ],
                    options={
                        'verbose_name': 'field of our own',
                        'verbose_name_plural': 'fields of our own',
                        'ordering': ['order', 'code'],
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='Merge',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('before', models.JSONField(default=dict)),
                        ('after', models.JSONField(default=dict)),
                        ('moved', models.JSONField(default=list)),
                        ('merged_at', models.DateTimeField(verbose_name='merged at')),
                        ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                        ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stakeholders.organization', verbose_name='merged')),
                        ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stakeholders.organization', verbose_name='kept')),
                        ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                    ],
                    options={
                        'verbose_name': 'merge',
                        'verbose_name_plural': 'merges',
                        'ordering': ['-merged_at'],
                        'default_permissions': (),
                        'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merge_of_two'), models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('gone',), name='merge_of_the_gone_once')],
                    },
                ),
                migrations.CreateModel(
                    name='NotTheSame',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('said_at', models.DateTimeField()),
                        ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.organization')),
                        ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.organization')),
                        ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'pair of two',
                        'verbose_name_plural': 'pairs of two',
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='not_the_same_said_once')],
                    },
                ),
            ],
        ),
        migrations.RunPython(create_search, migrations.RunPython.noop),
    ]
