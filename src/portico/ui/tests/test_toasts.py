"""“Done”, said once, with a way back."""

import json

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse

from portico.ui.toasts import drawn, toast


def test_htmx_is_told_in_a_header_that_any_proxy_can_read() -> None:
    answer = toast(HttpResponse(), "Grüße", undo_url="/undo/")

    assert answer["HX-Trigger"].isascii()
    assert json.loads(answer["HX-Trigger"])["toast"] == {
        "text": "Grüße",
        "tone": "ok",
        "undo": "/undo/",
    }


def test_other_triggers_are_kept() -> None:
    answer = HttpResponse(headers={"HX-Trigger": '{"counted": 3}'})

    assert set(json.loads(toast(answer, "Saved")["HX-Trigger"])) == {"counted", "toast"}


def test_a_flash_message_has_an_undo_that_works_without_script() -> None:
    page = drawn(Message(messages.SUCCESS, "<b>Closed</b>", extra_tags="undo:/undo/1/"), "token")

    assert '<form method="post" action="/undo/1/">' in page
    assert 'name="csrfmiddlewaretoken" value="token"' in page
    assert "&lt;b&gt;Closed" in page


def test_without_undo_there_is_no_button() -> None:
    assert "<form" not in drawn(Message(messages.SUCCESS, "Saved", extra_tags="undo:"), "token")


def test_bad_news_looks_like_it() -> None:
    assert 'class="toast bad"' in drawn(Message(messages.ERROR, "No"), "token")
