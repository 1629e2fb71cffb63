"""Which roles a client's own admin may give."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="is_delegable",
            field=models.BooleanField(default=False),
        ),
    ]
