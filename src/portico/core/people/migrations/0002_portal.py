"""The switch of a company's portal, who looks after a company, and where a person may belong."""

import django.db.models.deletion
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


def _company() -> TenantKey:
    return TenantKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="people.company",
    )


OPTIONS = {"abstract": False, "base_manager_name": "objects"}


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("tenants", "0005_reserve_numbers")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="owner",
            field=TenantKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.staffuser",
            ),
        ),
        migrations.AddField(
            model_name="contact", name="closed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="contact",
            name="closed_why",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="contact", name="is_active", field=models.BooleanField(default=True)
        ),
        migrations.AddField(
            model_name="contact", name="only_here", field=models.BooleanField(default=False)
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                fields=["tenant", "owner", "name", "id"], name="people_company_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("is_shared_mailbox", False),
                    ("only_here", True),
                    models.Q(("email", ""), _negated=True),
                ),
                fields=("tenant", "email"),
                name="people_contact_only_here",
            ),
        ),
        migrations.CreateModel(
            name="MembershipRule",
            fields=[
                ("id", _id()),
                ("one_company", models.BooleanField(default=False)),
                ("tenant", _tenant()),
            ],
            options={
                **OPTIONS,
                "constraints": [
                    models.UniqueConstraint(fields=("tenant",), name="people_membership_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalSwitch",
            fields=[
                ("id", _id()),
                ("opens_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("company", _company()),
                (
                    "primary",
                    TenantKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
                ("tenant", _tenant()),
            ],
            options={
                **OPTIONS,
                "indexes": [
                    models.Index(fields=["tenant", "opens_at"], name="people_portal_opens")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "company"), name="people_portal_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("primary__isnull", False)),
                        fields=("tenant", "primary"),
                        name="people_portal_primary",
                    ),
                ],
            },
        ),
    ]
