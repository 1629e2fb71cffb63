"""How a notice came until a link in a mail stopped it, so that it can come like that again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="choice",
            name="mail_before",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
    ]
