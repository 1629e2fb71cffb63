"""Which requests came from a device that is known, and how a device's sessions are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_functions")]

    operations = [
        migrations.AddField(
            model_name="loginrequest",
            name="known_device",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="portalsession",
            index=models.Index(
                fields=["tenant", "device_hash"], name="identity_portalsession_device"
            ),
        ),
        migrations.AddIndex(
            model_name="staffsession",
            index=models.Index(
                fields=["tenant", "device_hash"], name="identity_staffsession_device"
            ),
        ),
    ]
