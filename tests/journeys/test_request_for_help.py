"""What Portico is made for: somebody asks for help and gets an answer, and both see it live."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from .conftest import Door, Visitor
from .demo import Demo, client_signs_in, text_of
from .pictures import a_picture, put

pytestmark = [pytest.mark.alone, pytest.mark.browser]

MAYA = "maya@harborfinch.example"
LIVE = 15_000
SENT = 25_000  # ten seconds to undo, and the way through the worker


def _ask(page: Page, demo: Demo, subject: str) -> None:
    """With one picture chosen, one pasted into the words and one dropped beside the box."""
    page.goto(demo.url("/portal/tickets/new/"))
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=body]").fill("It stopped after lunch. See the picture.")
    chosen = FilePayload(name="screen.png", mimeType="image/png", buffer=a_picture())
    page.locator("#form .dropzone input[type=file]").set_input_files(chosen)
    put(page, "#form [name=body]", "paste")
    put(page, "#form .form-actions", "drop")
    expect(page.locator("#form input[type=hidden][name=files]")).to_have_count(3)
    page.locator("#form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text(subject)


def _answer(page: Page, words: str, *, then: str = "") -> None:
    form = page.locator("form[data-room=reply]")
    form.locator("textarea").fill(words)
    if then:
        form.locator("select[name=then]").select_option(label=then)
    form.locator("button[type=submit]").click()


def _opens_as_it_appears(jonas: Page, subject: str) -> None:
    """Without a reload of the list, and with every picture drawn."""
    new_row = jonas.locator("#tickets a", has_text=subject)
    expect(new_row).to_be_visible(timeout=LIVE)
    new_row.click()
    expect(jonas.locator("h1")).to_have_text(subject)
    pictures = jonas.locator("#conversation .files img")
    expect(pictures).to_have_count(3, timeout=LIVE)  # each is looked into by the worker first
    jonas.wait_for_function(
        "[...document.querySelectorAll('#conversation .files img')]"
        ".every(i => i.complete && i.naturalWidth > 0)"
    )


def _note(jonas: Page, words: str) -> None:
    jonas.locator(".rooms label", has_text="Internal note").click()
    jonas.locator("form[data-room=note] textarea").fill(words)
    jonas.locator("form[data-room=note] button[type=submit]").click()
    expect(jonas.locator(".bubble.internal", has_text=words)).to_be_visible()
    jonas.locator(".rooms label", has_text="Reply").click()


def _answer_and_undo(jonas: Page, words: str) -> None:
    _answer(jonas, words)
    jonas.locator("#toasts button, #toasts a").filter(has_text="Undo").first.click()
    expect(jonas.locator("form[data-room=reply] textarea")).to_have_value(words)


def _waiting(jonas: Page) -> str:
    """The choice that puts the ticket into the client's hands."""
    choices = jonas.locator("form[data-room=reply] select[name=then] option").all_inner_texts()
    return next(one for one in choices if "waiting" in one.lower() and "client" in one.lower())


@pytest.mark.spec("S2.1.2a", "S2.2.2c", "S2.2.2d", "S1.3.1", "S1.3.3", "S1.4.5")
def test_a_request_is_asked_answered_and_confirmed(
    demo: Demo, visitor: Visitor, colleague: Door
) -> None:
    jonas = colleague().new_page()
    jonas.goto(demo.url("/staff/tickets/?view=all"))
    maya = visitor().new_page()
    client_signs_in(maya, demo, MAYA)
    seen = demo.count(MAYA)
    subject = "The label printer has stopped"
    _ask(maya, demo, subject)

    _opens_as_it_appears(jonas, subject)
    received = demo.next_mail(MAYA, seen)

    _note(jonas, "Same fault as in March, I think.")
    _answer_and_undo(jonas, "Please switch it off and on.")
    _answer(jonas, "Please hold the green button for five seconds.", then=_waiting(jonas))
    expect(maya.locator("#conversation", has_text="green button")).to_be_visible(timeout=SENT)
    assert "Same fault as in March" not in maya.content()
    assert "switch it off and on" not in maya.content()

    answer = demo.next_mail(MAYA, seen + 1)
    assert "green button" in text_of(answer)
    assert "Same fault" not in text_of(answer)
    assert str(received["Message-ID"]).strip() in str(answer["References"])

    maya.locator("#reply-form textarea").fill("That did it, thank you.")
    maya.locator("#reply-form textarea").press("Control+Enter")
    expect(maya.locator("#conversation .bubble.mine", has_text="That did it")).to_be_visible()
    expect(jonas.locator("#conversation", has_text="That did it")).to_be_visible(timeout=LIVE)

    jonas.locator("#headline button", has_text="Resolve").click()
    confirm = maya.get_by_role("button", name="Yes, it is fixed")
    expect(confirm).to_be_visible(timeout=LIVE)
    confirm.click()
    expect(maya.locator("#composer", has_text="This ticket is closed")).to_be_visible()
    expect(jonas.locator("#headline .pill").first).to_contain_text("Closed", timeout=LIVE)
    assert "Same fault as in March" not in maya.content()
