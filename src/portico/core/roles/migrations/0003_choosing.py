"""Which role somebody new gets, where a grant came from, and guests at other companies."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import portico.kernel.ids
import portico.kernel.postgres.keys
import portico.kernel.tenancy

REACHES = [(1, "own only"), (2, "own site"), (3, "whole company")]
KINDS = [("email", "E-mail address"), ("title", "Job title"), ("group", "Directory group")]
SOURCES = [
    ("hand", "given by hand"),
    ("rule", "by a rule"),
    ("company", "usual at the company"),
    ("tenant", "usual for everybody"),
]
OPTIONS = {"abstract": False, "base_manager_name": "objects"}


def row():
    """What every table of a tenant has."""
    return [
        (
            "id",
            models.UUIDField(
                default=portico.kernel.ids.new_id,
                editable=False,
                primary_key=True,
                serialize=False,
            ),
        ),
        (
            "tenant",
            models.ForeignKey(
                db_index=False,
                default=portico.kernel.tenancy.current_tenant,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tenants.tenant",
            ),
        ),
    ]


def key(name, to, on_delete=django.db.models.deletion.CASCADE):
    return (
        name,
        portico.kernel.postgres.keys.TenantKey(
            db_index=False, on_delete=on_delete, related_name="+", to=to
        ),
    )


def role():
    return key("role", "roles.role", django.db.models.deletion.PROTECT)


def reach():
    return ("reach", models.PositiveSmallIntegerField(choices=REACHES, default=1))


def rule():
    return [
        ("kind", models.CharField(choices=KINDS, max_length=10)),
        ("pattern", models.CharField(max_length=200)),
        ("position", models.PositiveSmallIntegerField(default=100)),
    ]


def once(model, name, *fields):
    return migrations.AddConstraint(
        model_name=model,
        constraint=models.UniqueConstraint(fields=("tenant", *fields), name=name),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("roles", "0002_delegable"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            "CompanyDefault",
            [*row(), reach(), role(), key("company", "people.company")],
            OPTIONS,
        ),
        migrations.CreateModel("Rule", [*row(), reach(), role(), *rule()], OPTIONS),
        migrations.CreateModel(
            "CompanyRule",
            [*row(), reach(), role(), key("company", "people.company"), *rule()],
            OPTIONS,
        ),
        migrations.CreateModel(
            "Guest",
            [
                *row(),
                key("home", "people.contact"),
                role(),
                key("company", "people.company"),
                key("contact", "people.contact"),
            ],
            OPTIONS,
        ),
        migrations.AddField(
            "grant", "source", models.CharField(choices=SOURCES, default="hand", max_length=10)
        ),
        migrations.AddField("grant", "rule", models.CharField(blank=True, max_length=240)),
        migrations.AddField("grant", "given_by", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "grant", "given_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.AddIndex(
            "grant", models.Index(fields=["tenant", "role"], name="roles_grant_role")
        ),
        once("companydefault", "roles_companydefault_once", "company"),
        once("rule", "roles_rule_once", "kind", "pattern"),
        once("companyrule", "roles_companyrule_once", "company", "kind", "pattern"),
        once("guest", "roles_guest_once", "home", "company"),
        once("guest", "roles_guest_contact", "contact"),
    ]
