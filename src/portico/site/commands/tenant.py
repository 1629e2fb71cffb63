"""The MSPs that live here: `list`, `create`, `suspend`, `resume`, `host add`, `owner reset`."""

import argparse
from collections.abc import Callable

from portico.site.problems import CommandProblem
from portico.site.running import running

type Deed = Callable[[argparse.Namespace], None]


def arguments(parser: argparse.ArgumentParser) -> None:
    """One word each, some of two."""
    words = parser.add_subparsers(required=True, metavar="list|create|suspend|resume|host|owner")
    words.add_parser("list", help="who lives here").set_defaults(action=listing)
    _create_arguments(words.add_parser("create", help="make a new MSP and invite its owner"))
    for word, deed, text in (
        ("suspend", suspend, "close a portal; nothing is lost"),
        ("resume", resume, "open it again"),
    ):
        one = words.add_parser(word, help=text)
        one.add_argument("slug", help="the tenant's short name")
        one.set_defaults(action=deed)
    hosts = words.add_parser("host", help="its host names").add_subparsers(
        required=True, metavar="add"
    )
    _two(hosts.add_parser("add", help="answer on one more host"), "host", host_add)
    owners = words.add_parser("owner", help="its owners").add_subparsers(
        required=True, metavar="reset"
    )
    _two(owners.add_parser("reset", help="let an owner in again"), "email", owner_reset)


def _create_arguments(create: argparse.ArgumentParser) -> None:
    create.add_argument("slug", help="a short name, such as northbeam")
    create.add_argument("--name", required=True, help="the company's name")
    create.add_argument("--host", required=True, help="help.example.com")
    create.add_argument("--owner-name", required=True)
    create.add_argument("--owner-email", required=True)
    create.add_argument("--language", default="en", help="en or de (default: en)")
    create.add_argument("--zone", default="UTC", help="Europe/Berlin (default: UTC)")
    create.add_argument("--colour", help="the brand's colour, #rrggbb")
    create.set_defaults(action=create_one)


def _two(parser: argparse.ArgumentParser, second: str, deed: Deed) -> None:
    parser.add_argument("slug", help="the tenant's short name")
    parser.add_argument(second)
    parser.set_defaults(action=deed)


def run(options: argparse.Namespace) -> int:
    """Do that word; what is refused is told in one sentence."""
    with running():
        from portico.core.access.permissions import Refusal

        try:
            options.action(options)
        except Refusal as no:
            raise CommandProblem(str(no.words)) from no
    return 0


def listing(options: argparse.Namespace) -> None:
    """Names and states, nothing of what is inside."""
    from portico.core.tenants.making import known_tenants

    for one in known_tenants():
        print(f"{one.slug:<40} {one.status:<10} {one.name}")


def create_one(options: argparse.Namespace) -> None:
    """The invitation goes out by mail; its link is in no log."""
    from portico.core.access.actors import Operator
    from portico.core.settings.actions.make_tenant import create_tenant
    from portico.ui.assets import DEFAULT_BRAND

    tenant = create_tenant(
        Operator(),
        name=options.name,
        slug=options.slug,
        host=options.host,
        language=options.language,
        zone=options.zone,
        owner_name=options.owner_name,
        owner_email=options.owner_email,
        colour=options.colour or DEFAULT_BRAND,
    )
    print(f"{tenant.name} lives here now. {options.owner_email} gets an invitation by mail.")
    print(f"If no mail leaves yet: portico tenant owner reset {tenant.slug} {options.owner_email}")


def suspend(options: argparse.Namespace) -> None:
    """From the next click on."""
    from portico.core.access.actors import Operator
    from portico.core.settings.actions.operate import suspend_tenant

    suspend_tenant(Operator(), slug=options.slug)
    print(f"{options.slug} is suspended: its people see 404.")


def resume(options: argparse.Namespace) -> None:
    """From the next click on."""
    from portico.core.access.actors import Operator
    from portico.core.settings.actions.operate import resume_tenant

    resume_tenant(Operator(), slug=options.slug)
    print(f"{options.slug} is open again.")


def host_add(options: argparse.Namespace) -> None:
    """At once."""
    from portico.core.access.actors import Operator
    from portico.core.settings.actions.operate import add_tenant_host

    add_tenant_host(Operator(), slug=options.slug, host=options.host)
    print(f"{options.slug} answers on {options.host}, too.")


def owner_reset(options: argparse.Namespace) -> None:
    """The link is also mailed, and written down in the tenant's activity log."""
    from portico.core.access.actors import Operator
    from portico.core.settings.actions.operate import reset_owner

    print(
        f"Open this once, soon: {reset_owner(Operator(), slug=options.slug, email=options.email)}"
    )
