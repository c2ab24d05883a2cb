from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('phases', '0010_report_notices'),
        ('phases', '0042_moves_keep_the_dates'),
    ]

    operations = [
        migrations.AlterField(
            model_name='releaseditem',
            name='kind',
            field=models.CharField(choices=[('plan', 'The plan'), ('phase', 'Phase'), ('focus_group', 'Focus group'), ('session', 'Session'), ('finding', 'Finding'), ('group_finding', 'Finding of a focus group'), ('project', 'Project'), ('commitment', 'Commitment')], max_length=16, verbose_name='kind'),
        ),
    ]
