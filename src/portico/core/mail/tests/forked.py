"""A program for tests: each mail named on a line of stdin is sent by a process of its own.

It writes the process id first, so that the test can kill it in the middle, then how it ended.
"""

import os
import sys
from uuid import UUID

import django
from django.db import connections


def main() -> None:
    """`python -m portico.core.mail.tests.forked <tenant>`, with Django's settings named."""
    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _send(UUID(sys.argv[1]), line.strip())
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _send(tenant: UUID, mail: str) -> None:
    from portico.core.mail.jobs import send_mail  # noqa: PLC0415  needs Django
    from portico.kernel.tenancy import context, staff_scope  # noqa: PLC0415

    with context(staff_scope(tenant)):
        send_mail(message=mail)
    connections.close_all()
    os._exit(0)


if __name__ == "__main__":
    main()
