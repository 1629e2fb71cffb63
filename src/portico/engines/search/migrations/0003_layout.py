"""Each entry says in which layout its words were written, so that older ones are brought up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_search")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="layout",
            field=models.PositiveSmallIntegerField(db_default=1),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["tenant", "kind", "layout"], name="search_entry_layout"),
        ),
    ]
