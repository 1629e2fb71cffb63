"""SAML 2.0: what a provider's metadata says, the question we send, and which answer is true.

`minisaml` checks the signature and gives back only what was signed; everything that stands around
it, and what the standard leaves to us, is checked here. Only answers to our own questions count.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_der_x509_certificate
from lxml import etree
from minisaml.errors import (
    AudienceMismatch,
    IssuerMismatch,
    MiniSAMLError,
    ResponseExpired,
    ResponseTooEarly,
)
from minisaml.request import get_request_redirect_url
from minisaml.response import Attribute, TimeDriftLimits, validate_response
from minisignxml.errors import MiniSignXMLError
from minisignxml.verify import extract_verified_element_and_certificate

from portico.kernel.outbound import Unreachable, check_url

from .proven import LONGEST, Doubt, Proven, a_text, an_address, texts

LARGEST = 256 * 1024
MOST_CERTIFICATES = 10
SKEW = timedelta(seconds=60)
NS = {
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "a": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
EMAILS = (f"{CLAIMS}emailaddress", "email", "mail", "urn:oid:0.9.2342.19200300.100.1.3", "Email")
NAMES = (
    "http://schemas.microsoft.com/identity/claims/displayname",
    *("displayName", "name", "urn:oid:2.16.840.1.113730.3.1.241", "cn"),
)

type Element = Any  # Any: lxml's stubs name it only privately


@dataclass(frozen=True, slots=True)
class Described:
    """What stands in a provider's metadata."""

    entity_id: str
    sign_on_url: str
    certificates: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer to one question has to say."""

    issuer: str
    audience: str  # we, as they call us
    acs_url: str
    request_id: str
    certificates: Sequence[str]
    now: datetime
    group_claim: str = ""


@dataclass(frozen=True, slots=True)
class Believed:
    """Who it is, with the assertion that must not be used again until then."""

    proven: Proven
    assertion: str
    until: datetime


def read_metadata(body: bytes) -> Described:
    """Raises `Doubt` unless it describes exactly one provider that we can send people to."""
    tree = _parsed(body, reason="not_metadata")
    found = tree.xpath(
        "descendant-or-self::md:EntityDescriptor[md:IDPSSODescriptor]", namespaces=NS
    )
    if len(found) != 1:
        raise Doubt("not_metadata")
    where = f"md:IDPSSODescriptor/md:SingleSignOnService[@Binding='{REDIRECT}']/@Location"
    urls = [str(one) for one in found[0].xpath(where, namespaces=NS)]
    entity_id = str(found[0].get("entityID", ""))
    if not urls or not entity_id or len(entity_id) > 500:
        raise Doubt("not_metadata")
    keys = "md:IDPSSODescriptor/md:KeyDescriptor[not(@use) or @use='signing']//ds:X509Certificate"
    certificates = [one.text or "" for one in found[0].xpath(keys, namespaces=NS)]
    return Described(entity_id, sign_on_url(urls[0]), read_certificates(certificates))


def sign_on_url(url: str) -> str:
    try:
        check_url(url)
    except Unreachable as problem:
        raise Doubt("bad_address") from problem
    if len(url) > 500:
        raise Doubt("bad_address")
    return url


def read_certificates(texts_: Sequence[str]) -> list[dict[str, str]]:
    """Certificates as they are kept, each once, with the day on which it ends."""
    kept: dict[str, dict[str, str]] = {}
    for text in texts_[:MOST_CERTIFICATES]:
        lines = (one for one in text.splitlines() if "-----" not in one)
        plain = "".join("".join(lines).split())
        found = _certificate(plain)
        kept[plain] = {"x5c": plain, "until": found.not_valid_after_utc.isoformat()}
    if not kept:
        raise Doubt("no_keys")
    return list(kept.values())


def request_address(url: str, *, we: str, acs_url: str, request_id: str, relay: str) -> str:
    """Where to send the browser with our question."""
    return get_request_redirect_url(
        saml_endpoint=url,
        expected_audience=we,
        acs_url=acs_url,
        request_id=request_id,
        relay_state=relay,
    )


def check_response(answer: str, expected: Expected) -> Believed:
    """Who it is; raises `Doubt` for anything that is not exactly the answer to our question."""
    tree = _parsed(_decoded(answer), reason="bad_answer")
    _check_around(tree, expected)
    signed = _only_inner_signature(tree)
    try:
        certificates = [_certificate(one) for one in expected.certificates]
        found = validate_response(
            data=base64.b64encode(signed),
            certificate=certificates,
            expected_audience=expected.audience,
            idp_issuer=expected.issuer,
            allowed_time_drift=TimeDriftLimits(SKEW, SKEW),
        )
        element, _ = extract_verified_element_and_certificate(xml=signed, certificates=certificates)
    except (MiniSAMLError, MiniSignXMLError, ValueError, LookupError, etree.LxmlError) as problem:
        raise Doubt(_reason(problem)) from problem
    assertion = (
        element if element.tag == _name("a", "Assertion") else element.find("a:Assertion", NS)
    )
    until = _check_subject(assertion, expected)
    proven = _proven(assertion, found.attributes, expected.group_claim)
    return Believed(proven, str(assertion.get("ID", "")), until)


def metadata(*, we: str, acs_url: str) -> bytes:
    """What we publish of ourselves."""
    root = etree.Element(_name("md", "EntityDescriptor"), {"entityID": we}, nsmap={"md": NS["md"]})
    role = etree.SubElement(
        root,
        _name("md", "SPSSODescriptor"),
        {
            "AuthnRequestsSigned": "false",
            "WantAssertionsSigned": "true",
            "protocolSupportEnumeration": NS["p"],
        },
    )
    etree.SubElement(
        role,
        _name("md", "AssertionConsumerService"),
        {
            "Binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
            "Location": acs_url,
            "index": "0",
            "isDefault": "true",
        },
    )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _decoded(answer: str) -> bytes:
    if len(answer) > LARGEST * 4 // 3:
        raise Doubt("bad_answer", "size")
    try:
        return base64.b64decode("".join(answer.split()), validate=True)
    except (ValueError, binascii.Error) as problem:
        raise Doubt("bad_answer", "base64") from problem


def _parsed(body: bytes, *, reason: str) -> Element:
    """The root of a document without declarations and entities."""
    if len(body) > LARGEST * 4 or b"\x00" in body or b"<!DOCTYPE" in body.upper():
        raise Doubt(reason)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Doubt(reason) from problem
    if tree.getroottree().docinfo.doctype:
        raise Doubt(reason)
    return tree


def _check_around(tree: Element, expected: Expected) -> None:
    """One response with one assertion right below it, for us, in answer to our question."""
    if any(not isinstance(one.tag, str) for one in tree.iter()):
        raise Doubt("bad_answer", "comments")  # they split texts, and nobody needs them
    if tree.tag != _name("p", "Response") or _count(tree, "Response") != 1:
        raise Doubt("bad_answer", "response")
    if _count(tree, "EncryptedAssertion"):
        raise Doubt("encrypted")
    if tree.xpath("p:Status/p:StatusCode/@Value", namespaces=NS) != [SUCCESS]:
        raise Doubt("provider_refused")
    if _count(tree, "Assertion") != 1 or tree.find("a:Assertion", NS) is None:
        raise Doubt("bad_signature", "assertions")
    _check_addressed(tree, expected)
    ids = tree.xpath("//@ID")
    if len(ids) != len(set(ids)):
        raise Doubt("bad_signature", "ids")


def _check_addressed(tree: Element, expected: Expected) -> None:
    if tree.get("Destination", expected.acs_url) != expected.acs_url:
        raise Doubt("other_audience", "destination")
    if tree.get("InResponseTo") != expected.request_id:
        raise Doubt("not_asked")
    if tree.xpath("a:Issuer/text()", namespaces=NS) not in ([], [expected.issuer]):
        raise Doubt("other_issuer")


def _count(tree: Element, name: str) -> int:
    return len(tree.xpath(f"//*[local-name()='{name}']"))


def _only_inner_signature(tree: Element) -> bytes:
    """The document with one signature that stands in, and means, the element it signs.

    Providers that sign twice mean the same with both; the one of the assertion is enough.
    """
    assertion = tree.find("a:Assertion", NS)
    outer, inner = tree.findall("ds:Signature", NS), assertion.findall("ds:Signature", NS)
    everywhere = tree.xpath("//*[local-name()='Signature']")
    if len(outer) > 1 or len(inner) > 1 or len(everywhere) != len(outer) + len(inner):
        raise Doubt("bad_signature", "places")
    if not everywhere:
        raise Doubt("not_signed")
    signature, owner = (inner[0], assertion) if inner else (outer[0], tree)
    references = [one.get("URI") for one in signature.findall("ds:SignedInfo/ds:Reference", NS)]
    if references != [f"#{owner.get('ID')}"] or signature.xpath("ds:Object", namespaces=NS):
        raise Doubt("bad_signature", "reference")
    if inner and outer:
        tree.remove(outer[0])
    return bytes(etree.tostring(tree))


def _check_subject(assertion: Element, expected: Expected) -> datetime:
    """The person was confirmed to us, here, now; until when the assertion could be used again."""
    found = assertion.findall("a:Subject/a:SubjectConfirmation", NS)
    data = found[0].find("a:SubjectConfirmationData", NS) if len(found) == 1 else None
    if data is None or found[0].get("Method") != BEARER or data.get("NotBefore") is not None:
        raise Doubt("bad_answer", "confirmation")
    if data.get("Recipient") != expected.acs_url:
        raise Doubt("other_audience", "recipient")
    if data.get("InResponseTo") != expected.request_id:
        raise Doubt("not_asked")
    until = _moment(data.get("NotOnOrAfter", ""))
    if until + SKEW <= expected.now:
        raise Doubt("too_late")
    if len(assertion.findall("a:Conditions/a:AudienceRestriction", NS)) != 1:
        raise Doubt("other_audience")
    if not assertion.get("ID") or assertion.get("Version") != "2.0":
        raise Doubt("bad_answer", "assertion")
    return max(until, _moment(assertion.find("a:Conditions", NS).get("NotOnOrAfter", ""))) + SKEW


def _proven(assertion: Element, attributes: Sequence[Attribute], group_claim: str) -> Proven:
    name_id = assertion.find("a:Subject/a:NameID", NS)
    subject = (name_id.text or "").strip() if name_id is not None and not len(name_id) else ""
    if not 0 < len(subject) <= LONGEST or not subject.isprintable():
        raise Doubt("no_subject")
    if name_id.get("Format") == TRANSIENT:
        raise Doubt("no_subject", "transient")
    said: dict[str, list[str]] = {}
    for one in attributes:
        said.setdefault(one.name, []).extend(value or "" for value in one.values)
    emails = [an_address(value) for key in EMAILS for value in said.get(key, [])]
    names = [a_text(value) for key in NAMES for value in said.get(key, [])]
    context = assertion.findtext("a:AuthnStatement/a:AuthnContext/a:AuthnContextClassRef", "", NS)
    return Proven(
        subject=subject,
        email=next(filter(None, emails), an_address(subject)),
        name=next(filter(None, names), ""),
        groups=texts(said.get(group_claim, [])) if group_claim else (),
        marks=texts(context.strip()),
    )


def _certificate(text: str) -> Certificate:
    try:
        found = load_der_x509_certificate(base64.b64decode(text, validate=True))
        key = found.public_key()
    except (ValueError, binascii.Error) as problem:
        raise Doubt("bad_certificate") from problem
    if not isinstance(key, RSAPublicKey) or not 2048 <= key.key_size <= 8192:
        raise Doubt("bad_certificate")
    return found


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Doubt("bad_answer", "time") from problem
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _reason(problem: Exception) -> str:
    kinds: dict[type[Exception], str] = {
        ResponseExpired: "too_late",
        ResponseTooEarly: "too_early",
        AudienceMismatch: "other_audience",
        IssuerMismatch: "other_issuer",
    }
    return kinds.get(type(problem), "bad_signature")


def _name(space: str, name: str) -> str:
    return f"{{{NS[space]}}}{name}"
