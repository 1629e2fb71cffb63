"""What a name server says, as it is meant: there, not there, or nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dns.message
import dns.rcode
import pytest

from portico.kernel import dns as names
from portico.kernel.dns import DnsAway, NoSuchName, texts_of

from .name_server import Says, answer, name_server

pytestmark = pytest.mark.spec("S0.3.1")
NAME = "_portico.client.example"


@pytest.fixture
def serving(settings: Any) -> Any:
    """Any: a function that makes a context."""

    @contextmanager
    def serve(says: Says) -> Iterator[None]:
        with name_server(says) as there:
            settings.DNS_SERVERS = (there,)
            yield

    return serve


def test_texts_are_put_together_and_all_of_them_are_given(serving: Any) -> None:
    with serving(
        lambda asked: answer(asked, f'{NAME}. TXT "por" "tico=" "abc"', f'{NAME}. TXT "x"')
    ):
        assert sorted(texts_of(NAME)) == ["portico=abc", "x"]


def test_an_alias_leads_to_the_text(serving: Any) -> None:
    alias = (
        f"{NAME}. CNAME proof.elsewhere.example.",
        'proof.elsewhere.example. TXT "portico=abc"',
    )
    with serving(lambda asked: answer(asked, *alias)):
        assert texts_of(NAME) == ["portico=abc"]


def test_an_answer_about_another_name_is_none(serving: Any) -> None:
    other = 'client.example. TXT "portico=abc"'
    with serving(lambda asked: answer(asked, other)), pytest.raises((NoSuchName, DnsAway)):
        texts_of(NAME)


@pytest.mark.parametrize("code", [dns.rcode.NXDOMAIN, dns.rcode.NOERROR])
def test_what_is_not_there_is_told_apart_from_silence(serving: Any, code: dns.rcode.Rcode) -> None:
    def says(asked: dns.message.Message) -> dns.message.Message:
        said = answer(asked)
        said.set_rcode(code)
        return said

    with serving(says), pytest.raises(NoSuchName):
        texts_of(NAME)


def test_servers_that_fail_or_stay_silent_prove_nothing(
    serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "SECONDS", 0.4)

    def fails(asked: dns.message.Message) -> dns.message.Message:
        said = answer(asked)
        said.set_rcode(dns.rcode.SERVFAIL)
        return said

    for says in (fails, lambda _asked: None):
        with serving(says), pytest.raises(DnsAway):
            texts_of(NAME)


def test_a_huge_answer_comes_the_long_way_and_is_cut(serving: Any) -> None:
    many = [f'{NAME}. TXT "{n:03} {"x" * 200}"' for n in range(200)]
    with serving(lambda asked: answer(asked, *many)):
        found = texts_of(NAME)

    assert len(found) == names.MOST
    assert all(len(one) == 204 for one in found)


def test_letters_that_are_none_break_nothing(serving: Any) -> None:
    with serving(lambda asked: answer(asked, f'{NAME}. TXT "\\255\\000abc"')):
        assert len(texts_of(NAME)) == 1
