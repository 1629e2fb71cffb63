"""Which SAML answers are believed: one signed assertion, for us, here, now, to our question."""

import base64
import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree

from portico.core.federation.addresses import answer_url, our_name
from portico.core.federation.models import Connection
from portico.core.federation.rules.proven import Doubt
from portico.core.federation.rules.saml import (
    NS,
    Believed,
    Expected,
    check_response,
    read_certificates,
    read_metadata,
)
from portico.core.people.tests.factories import a_company
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import ENTITY, ISSUER, Saml, a_saml_connection

pytestmark = [pytest.mark.spec("S2.8.2a", "S0.3.1"), pytest.mark.django_db]
ASKED = "_question1"


@pytest.fixture
def connection() -> Any:
    """In the scope of its tenant."""
    with scope(staff_scope(a_tenant().id)):
        yield a_saml_connection(a_company())


def believed(connection: Connection, answer: str, **wanted: Any) -> Believed:
    known: dict[str, Any] = {
        "issuer": ENTITY,
        "audience": our_name(connection),
        "acs_url": answer_url(connection),
        "request_id": ASKED,
        "certificates": [Saml().x5c],
        "now": timezone.now(),
    }
    return check_response(answer, Expected(**(known | wanted)))


def reason_of(connection: Connection, answer: str, **wanted: Any) -> str:
    with pytest.raises(Doubt) as caught:
        believed(connection, answer, **wanted)
    return caught.value.reason


@pytest.mark.parametrize("how", [{}, {"whole": True}, {"both": True}])
def test_a_right_answer_is_believed_wherever_it_is_signed(
    connection: Connection, how: dict[str, bool]
) -> None:
    tree = Saml().tree(connection, ASKED)
    found = believed(connection, Saml().signed(tree, **how))
    assert (found.proven.subject, found.proven.email) == (
        "carla-at-client",
        "carla@client.example",
    )
    assert found.until > timezone.now()


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"issuer": "https://evil.example"}, "other_issuer"),
        ({"audience": "https://other.example"}, "other_audience"),
        ({"acs": "https://other.example/acs"}, "other_audience"),
        ({"recipient": "https://other.example/acs"}, "other_audience"),
        ({"asked": "_another"}, "not_asked"),
        ({"until": "2020-01-01T00:00:00Z"}, "too_late"),
        ({"since": "2099-01-01T00:00:00Z"}, "too_early"),
        ({"status": "urn:oasis:names:tc:SAML:2.0:status:Requester"}, "provider_refused"),
        ({"subject": " "}, "no_subject"),
        ({"subject": "x" * 300}, "no_subject"),
        ({"until": "soon"}, "bad_signature"),
    ],
)
def test_a_wrong_answer_is_not(connection: Connection, about: dict[str, str], reason: str) -> None:
    assert reason_of(connection, Saml().answer(connection, ASKED, **about)) == reason


def test_an_answer_that_nobody_asked_for_is_refused(connection: Connection) -> None:
    tree = Saml().tree(connection, ASKED)
    del tree.attrib["InResponseTo"]
    data = tree.find(".//a:SubjectConfirmationData", NS)
    del data.attrib["InResponseTo"]
    assert reason_of(connection, Saml().signed(tree)) == "not_asked"


def test_only_the_providers_own_key_signs(connection: Connection) -> None:
    assert reason_of(connection, Saml("stranger").answer(connection, ASKED)) == "bad_signature"
    plain = base64.b64encode(etree.tostring(Saml().tree(connection, ASKED))).decode()
    assert reason_of(connection, plain) == "not_signed"


def test_a_second_certificate_may_sign_during_a_change(connection: Connection) -> None:
    answer = Saml("next").answer(connection, ASKED)
    both = [Saml().x5c, Saml("next").x5c]
    assert believed(connection, answer, certificates=both).proven.subject == "carla-at-client"


def _evil(assertion: Any) -> Any:
    """The same assertion for somebody else, without the signature."""
    evil = copy.deepcopy(assertion)
    evil.set("ID", "_evil")
    evil.find("a:Subject/a:NameID", NS).text = "ceo-at-client"
    evil.find(".//a:AttributeValue", NS).text = "ceo@client.example"
    evil.remove(evil.find("ds:Signature", NS))
    return evil


def _before(tree: Any, good: Any) -> None:
    tree.insert(0, _evil(good))


def _after(tree: Any, good: Any) -> None:
    tree.append(_evil(good))


def _around(tree: Any, good: Any) -> None:
    evil = _evil(good)
    tree.replace(good, evil)
    evil.append(good)


def _in_signature(tree: Any, good: Any) -> None:
    """The signed one hides in an Object of the signature of the evil one."""
    evil = _evil(good)
    signature = good.find("ds:Signature", NS)
    tree.replace(good, evil)
    evil.insert(1, signature)
    box = etree.SubElement(signature, f"{{{NS['ds']}}}Object")
    box.append(good)


def _in_extensions(tree: Any, good: Any) -> None:
    evil = _evil(good)
    tree.replace(good, evil)
    box = etree.Element(f"{{{NS['p']}}}Extensions")
    box.append(good)
    tree.insert(1, box)


def _same_id(tree: Any, good: Any) -> None:
    evil = _evil(good)
    evil.set("ID", good.get("ID"))
    tree.insert(0, evil)


def _moved_signature(tree: Any, good: Any) -> None:
    """The evil one carries the signature, the signed one has none."""
    evil = _evil(good)
    evil.insert(1, good.find("ds:Signature", NS))
    tree.insert(2, evil)


def _other_namespace(tree: Any, good: Any) -> None:
    """An assertion by name only, where a careless reader finds it first."""
    evil = etree.Element("Assertion", ID="_evil")
    tree.insert(0, evil)
    assert good is not None


def _wrapped_response(tree: Any, good: Any) -> None:
    inner = copy.deepcopy(tree)
    tree.replace(good, _evil(good))
    tree.append(inner)


def _text_changed(tree: Any, good: Any) -> None:
    good.find("a:Subject/a:NameID", NS).text = "ceo-at-client"
    assert tree is not None


def _comment(tree: Any, good: Any) -> None:
    """`ceo@client.example<!-- -->.evil.example` reads as the first half for some."""
    name = good.find("a:Subject/a:NameID", NS)
    name.text = "ceo-at"
    name.append(etree.Comment("x"))
    assert tree is not None


@pytest.mark.parametrize(
    "wrap",
    [
        _before,
        _after,
        _around,
        _in_signature,
        _in_extensions,
        _same_id,
        _moved_signature,
        _other_namespace,
        _wrapped_response,
        _text_changed,
        _comment,
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_no_wrapping_of_a_signed_answer_is_believed(
    connection: Connection, wrap: Callable[[Any, Any], None], *, whole: bool
) -> None:
    signed = Saml().signed(Saml().tree(connection, ASKED), both=whole)
    tree = etree.fromstring(base64.b64decode(signed))
    wrap(tree, tree.find("a:Assertion", NS))
    with pytest.raises(Doubt):
        believed(connection, base64.b64encode(etree.tostring(tree)).decode())


def test_documents_with_declarations_or_without_end_are_not_read(connection: Connection) -> None:
    plain = etree.tostring(Saml().tree(connection, ASKED)).decode()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    forms = [
        bomb + plain,
        outside + plain.replace("carla-at-client", "&a;"),
        f"<!-- x -->{plain}",
        f"<?x y?>{plain}",
        "<a>" * 5000,
        plain.encode("utf-16"),
        "",
        "not xml",
        "x" * 400_000,
    ]
    for form in forms:
        raw = form if isinstance(form, bytes) else form.encode()
        assert reason_of(connection, base64.b64encode(raw).decode())
    assert reason_of(connection, "%%%") == "bad_answer"


def test_metadata_says_who_and_where() -> None:
    said = read_metadata(Saml().metadata)
    assert (said.entity_id, said.sign_on_url) == (ENTITY, f"{ISSUER}/sso")
    assert said.certificates[0]["x5c"] == Saml().x5c


def test_metadata_that_cannot_be_right_is_refused() -> None:
    good = Saml().metadata
    wrong = [
        b"<html/>",
        b"",
        good.replace(f"{ISSUER}/sso".encode(), b"http://169.254.169.254/"),
        good.replace(f"{ISSUER}/sso".encode(), b"javascript:alert(1)"),
        good.replace(Saml().x5c.encode(), b"AAAA"),
        good.replace(b"HTTP-Redirect", b"HTTP-Artifact"),
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/">' + good,
        good + b" " * 2_000_000,
    ]
    for body in wrong:
        with pytest.raises(Doubt):
            read_metadata(body)


def test_a_pasted_certificate_is_read_with_and_without_its_frame() -> None:
    plain = Saml().x5c
    framed = f"-----BEGIN CERTIFICATE-----\n{plain}\n-----END CERTIFICATE-----\n"
    assert read_certificates([plain, framed]) == read_certificates([plain])
