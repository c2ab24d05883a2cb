from django.db import migrations


class Migration(migrations.Migration):
    """The first date and the last reason now stand in `MilestoneMove`, one row a move."""

    dependencies = [
        ('phases', '0041_release_what_was_public'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='milestone',
            name='moved_reason',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='moved_reason_ar',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='moved_reason_en',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='moved_reason_fr',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='original_due_on',
        ),
    ]
