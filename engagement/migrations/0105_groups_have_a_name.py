import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Their field is called by its name in every language. Nothing changes in the database."""

    dependencies = [
        ('engagement', '0104_news_of_what'),
    ]

    operations = [
        migrations.AlterField(
            model_name='focusgroupsession',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='engagement.focusgroup', verbose_name='group'),
        ),
        migrations.AlterField(
            model_name='groupfinding',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='engagement.focusgroup', verbose_name='group'),
        ),
    ]
