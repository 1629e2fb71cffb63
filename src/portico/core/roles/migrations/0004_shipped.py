"""What the presets of tenants that exist already held when they were made.

`renew_presets` gives a preset that still holds just this what later versions of the product add.
"""

from django.db import migrations, models

CLIENT = [
    "files.upload",
    "people.see_colleagues",
    "tickets.confirm",
    "tickets.create",
    "tickets.follow",
    "tickets.reply",
    "tickets.view",
]
DESK = [
    "files.upload",
    "people.manage",
    "people.view",
    "roles.give_access",
    "tickets.answer",
    "tickets.assign",
    "tickets.change",
    "tickets.create_for",
    "tickets.merge",
    "tickets.note",
    "tickets.view",
]
SHIPPED = {
    "technician": DESK,
    "dispatcher": sorted([*DESK, "identity.reveal_code", "roles.view"]),
    "reader": ["people.view", "tickets.view"],
    "employee": CLIENT,
    "manager": CLIENT,
    "finance": CLIENT,
    "it_contact": CLIENT,
    "client_admin": sorted([*CLIENT, "journal.view_company"]),
}


def remember(apps, schema_editor):
    """As the owner of the tables, who sees every tenant."""
    for key, codes in SHIPPED.items():
        apps.get_model("roles", "Role").objects.filter(key=key).update(shipped=codes)


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_choosing")]

    operations = [
        migrations.AddField(
            model_name="role", name="shipped", field=models.JSONField(default=list)
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
