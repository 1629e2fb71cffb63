"""Figures, saved views and help entries."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import portico.kernel.ids
import portico.kernel.tenancy
from portico.kernel.postgres.keys import TenantKey


def _id() -> models.UUIDField:
    return models.UUIDField(
        default=portico.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
    )


def _tenant() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        default=portico.kernel.tenancy.current_tenant,
        editable=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="tenants.tenant",
    )


def _key(to: str) -> TenantKey:
    return TenantKey(
        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to
    )


OPTIONS = {"abstract": False, "base_manager_name": "objects"}


class Migration(migrations.Migration):
    initial = True
    dependencies = [("people", "0002_portal"), ("tenants", "0005_reserve_numbers")]

    operations = [
        migrations.CreateModel(
            name="CompanyFigures",
            fields=[
                ("id", _id()),
                ("people", models.PositiveIntegerField(default=0)),
                ("active", models.PositiveIntegerField(default=0)),
                ("invited", models.PositiveIntegerField(default=0)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("care", models.PositiveSmallIntegerField(default=0)),
                ("company", _key("people.company")),
                ("tenant", _tenant()),
            ],
            options={
                **OPTIONS,
                "indexes": [
                    models.Index(fields=["tenant", "care", "id"], name="directory_figures_care"),
                    models.Index(fields=["tenant", "seen_at", "id"], name="directory_figures_seen"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "company"), name="directory_figures_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpEntry",
            fields=[
                ("id", _id()),
                ("language", models.CharField(max_length=10)),
                ("about", models.CharField(blank=True, max_length=30)),
                ("question", models.CharField(max_length=200)),
                ("answer", models.TextField()),
                ("position", models.PositiveSmallIntegerField(default=100)),
                ("tenant", _tenant()),
            ],
            options={
                **OPTIONS,
                "indexes": [
                    models.Index(
                        fields=["tenant", "language", "position", "id"],
                        name="directory_help_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", _id()),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=500)),
                ("staff", _key("people.staffuser")),
                ("tenant", _tenant()),
            ],
            options={
                **OPTIONS,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "staff", "name"), name="directory_view_name"
                    )
                ],
            },
        ),
    ]
