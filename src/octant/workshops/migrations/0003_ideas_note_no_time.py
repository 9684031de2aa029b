from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0002_activity_landed'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='idea',
            name='changed_at',
        ),
        migrations.RemoveField(
            model_name='idea',
            name='created_at',
        ),
    ]
