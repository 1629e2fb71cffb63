"""Everything works in a browser that runs no scripts."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from .conftest import Door, Visitor
from .demo import Demo, client_signs_in, wait_until
from .pictures import a_picture

pytestmark = [pytest.mark.alone, pytest.mark.browser]

SUBJECT = "The scanner sends grey pages"
BAD_FILE = "One picture is broken"


@pytest.mark.spec("G6")
def test_a_client_gets_help_without_scripts(demo: Demo, visitor: Visitor, colleague: Door) -> None:
    maya = visitor(java_script_enabled=False).new_page()
    client_signs_in(maya, demo, "maya@harborfinch.example")
    _ask(maya, demo)
    maya.goto(demo.url("/portal/tickets/?q=grey+pages"))
    found = maya.locator("#tickets a.title", has_text=SUBJECT)
    wait_until(lambda: bool(maya.reload() and found.count()), 20)  # a job feeds the search
    found.click()
    maya.locator("#reply-form textarea").fill("It is the one on the first floor.")
    maya.locator("#reply-form button[type=submit]").click()
    expect(maya.locator("#conversation", has_text="the first floor")).to_be_visible()
    path = re.sub(r"^http://[^/]+", "", maya.url).partition("#")[0]

    jonas = colleague(java_script_enabled=False).new_page()
    jonas.goto(demo.url(path.replace("/portal/", "/staff/")))
    _note_answer_undo(jonas)
    _resolve(jonas)

    maya.goto(demo.url(path))
    assert "Only for us" not in maya.content()
    maya.get_by_role("button", name="Yes, it is fixed").click()
    expect(maya.locator("#composer", has_text="This ticket is closed")).to_be_visible()


def _ask(page: Page, demo: Demo) -> None:
    page.goto(demo.url("/portal/tickets/new/"))
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("[name=body]").fill("Since this morning, every page.")
    chosen = FilePayload(name="grey.png", mimeType="image/png", buffer=a_picture("grey"))
    page.locator("#form input[type=file]").first.set_input_files(chosen)
    page.locator("#form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text(SUBJECT)
    expect(
        page.locator("#conversation .files").get_by_role("link", name="grey.png")
    ).to_be_visible()


def test_a_form_with_a_bad_file_keeps_the_good_one(demo: Demo, client: Door) -> None:
    page = client(java_script_enabled=False).new_page()
    page.goto(demo.url("/portal/tickets/new/"))
    field = page.locator("#form input[type=file]").first
    box = field.bounding_box()
    assert box
    assert min(box["width"] / 5, box["height"]) > 20, "somebody can see and press it"
    page.locator("[name=subject]").fill(BAD_FILE)
    page.locator("[name=body]").fill("Two pictures, one of them broken.")
    good = FilePayload(name="good.png", mimeType="image/png", buffer=a_picture("good"))
    field.set_input_files([good, FilePayload(name="empty.png", mimeType="image/png", buffer=b"")])
    page.locator("#form button[type=submit]").click()
    expect(page.locator("#form .upload .error")).to_have_text("“empty.png” is empty.")
    expect(page.locator("#form [data-file]")).to_contain_text("good.png")
    page.locator("#form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text(BAD_FILE)
    there = page.locator("#conversation .files")  # by name, or drawn already
    expect(there.get_by_role("link", name="good.png")).to_be_visible()


def _note_answer_undo(page: Page) -> None:
    page.locator(".rooms label", has_text="Internal note").click()
    note = page.locator("form[data-room=note]")
    note.locator("textarea").fill("Only for us: the lamp is old.")
    note.locator("button[type=submit]").click()
    expect(page.locator(".bubble.internal", has_text="the lamp is old")).to_be_visible()
    page.locator(".rooms label", has_text="Reply").click()
    reply = page.locator("form[data-room=reply]")
    reply.locator("textarea").fill("A colleague comes by today.")
    reply.locator("button[type=submit]").click()
    page.get_by_role("button", name="Undo").first.click()
    expect(reply.locator("textarea")).to_have_value("A colleague comes by today.")


def _resolve(page: Page) -> None:
    page.locator("#p-as").select_option(label="Jonas Weber (you)")
    page.locator("#facts form").get_by_role("button", name="Save").click()
    expect(page.locator("#p-as option:checked")).to_contain_text("Jonas")
    page.locator("#headline button", has_text="Resolve").click()
    expect(page.locator("#headline .pill").first).to_contain_text("Resolved")


@pytest.mark.spec("G6")
def test_technicians_change_many_tickets_without_scripts(demo: Demo, colleague: Door) -> None:
    page = colleague(java_script_enabled=False).new_page()
    page.goto(demo.url("/staff/tickets/?view=open"))
    boxes = page.locator("#tickets input[name=ticket]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator("#b-priority").select_option(index=1)
    page.locator(".savebar button[type=submit]").click()
    expect(page.locator("#toasts")).to_contain_text("2 tickets changed.")
