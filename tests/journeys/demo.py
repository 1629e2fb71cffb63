"""A Portico with its demo, started once for all journeys, and what its mailbox holds."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, StorageState

FIRST_START = 120.0
MAIL_ARRIVES = 30.0
GONE = 20.0
PASSWORD = "portico-demo"
NEW_DEVICE = ("A new device", "Ein neues Gerät")


class Demo:
    """One running installation; people of the demo sign in once and come back as they were."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.known: dict[str, StorageState] = {}

    def url(self, path: str = "/portal/", *, msp: str = "northbeam") -> str:
        return f"http://{msp}.localhost:{self.port}{path}"

    def mails(self, to: str, *, msp: str = "northbeam") -> list[EmailMessage]:
        """What was mailed to an address, oldest first, without the notes of new devices: these
        come at any time after somebody signed in.
        """
        files = sorted((self.home / "mail" / msp).glob("[0-9]*.eml"))
        read = (message_from_bytes(file.read_bytes(), policy=default) for file in files)
        mine = (mail for mail in read if to in str(mail["To"]))
        return [mail for mail in mine if not str(mail["Subject"]).startswith(NEW_DEVICE)]

    def next_mail(self, to: str, seen: int, *, msp: str = "northbeam") -> EmailMessage:
        """The mail after the first `seen`, as soon as it is there."""
        wait_until(lambda: len(self.mails(to, msp=msp)) > seen, MAIL_ARRIVES)
        return self.mails(to, msp=msp)[seen]

    def count(self, to: str, *, msp: str = "northbeam") -> int:
        return len(self.mails(to, msp=msp))


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", text_of(mail), re.MULTILINE)
    assert found, text_of(mail)
    return found[0]


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"https?://\S+", text_of(mail))
    assert found, text_of(mail)
    return found[0]


def wait_until(truth: Callable[[], bool], seconds: float) -> None:
    """Return when it is true; fail when it does not become true in time."""
    deadline = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def client_signs_in(page: Page, demo: Demo, email: str, *, msp: str = "northbeam") -> None:
    """Ask, take the code from the demo's mailbox, and type it."""
    seen = demo.count(email, msp=msp)
    page.goto(demo.url("/portal/login", msp=msp))
    page.locator("input[name=email]").fill(email)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/login/check/")
    demo.next_mail(email, seen, msp=msp)
    box = page.context.new_page()
    box.goto(demo.url(f"/dev/mail?to={quote(email)}", msp=msp))
    code = box.locator("#mails .pill").first.inner_text()
    box.close()
    page.locator("input[name=code]").fill(code)
    page.locator("form:has(input[name=code]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


def colleague_signs_in(page: Page, demo: Demo, email: str, *, msp: str = "northbeam") -> None:
    """Password, then the code that the demo's mailbox shows instead of a phone."""
    page.goto(demo.url("/staff/login/", msp=msp))
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/login/code/**")
    box = page.context.new_page()
    box.goto(demo.url("/dev/mail", msp=msp))
    code = box.locator("section .row", has_text=email).locator("code").inner_text()
    box.close()
    page.locator("input[name=code]").fill(code)
    page.locator("form:has(input[name=code]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


@contextmanager
def running_demo() -> Iterator[Demo]:
    """Started in a home of its own, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="portico-journeys-"))
    folder.chmod(0o755)
    demo = Demo(folder / "var", _free_port())
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portico.site.cli", "up", "--demo"],
            env=_environment(demo),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        said = folder / "up.log"
        wait_until(lambda: _is_ready(said) or process.poll() is not None, FIRST_START)
        assert process.poll() is None, said.read_text(errors="replace")
        yield demo
    finally:
        process.terminate()
        try:
            process.wait(GONE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(demo: Demo) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    return kept | {
        "PORTICO_HOME": str(demo.home),
        "PORTICO_PORT": str(demo.port),
        "PORTICO_OUTBOUND_ALLOWED": "127.0.0.0/8, ::1/128",  # foreign services run here, too
    }


def _is_ready(said: Path) -> bool:
    return "are shown among their mails" in said.read_text(errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(demo: Demo, url: str, *, method: str = "GET") -> int:
    """The status that a program without scripts gets; it does not know what stands behind the #."""
    _, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=10)
    connection.request(method, "/" + path.partition("#")[0], headers={"Host": host})
    status = connection.getresponse().status
    connection.close()
    return status
