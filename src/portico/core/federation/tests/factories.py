"""Companies with an identity provider, and two tiny providers that can also tell lies."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone
from joserfc import jwk, jwt
from lxml import etree
from minisignxml.sign import sign

from portico.core.federation.addresses import answer_url, our_name
from portico.core.federation.models import Connection, VerifiedDomain
from portico.core.federation.rules.saml import NS
from portico.core.people.models import Company
from portico.core.tenants.vault import seal_text
from portico.kernel.writes import writing

ISSUER = "https://login.example.com"
ENTITY = "https://login.example.com/saml"
CLIENT = "portico-client"


def a_domain(company: Company, domain: str = "client.example", **fields: Any) -> VerifiedDomain:
    """A domain that is proved already."""
    known = {"proof": "proof", "created_at": timezone.now(), "verified_at": timezone.now()}
    known["state"] = VerifiedDomain.State.VERIFIED
    with writing("federation"):
        return VerifiedDomain.objects.create(company=company, domain=domain, **{**known, **fields})


def a_connection(company: Company | None, **fields: Any) -> Connection:
    """An OpenID Connect provider in use; its keys are those of `Oidc`."""
    now = timezone.now()
    known: dict[str, Any] = {
        "kind": Connection.Kind.OIDC,
        "provider": Connection.Provider.OIDC,
        "name": "Bluebird",
        "state": Connection.State.ACTIVE,
        "discovery_url": f"{ISSUER}/.well-known/openid-configuration",
        "client_id": CLIENT,
        "issuer": ISSUER,
        "authorize_url": f"{ISSUER}/authorize",
        "token_url": f"{ISSUER}/token",
        "keys_url": f"{ISSUER}/keys",
        "keys": [Oidc().public],
        "created_at": now,
        "changed_at": now,
        "tested_at": now,
        "fetched_at": now,
    }
    row = Connection(company=company, **(known | fields))
    row.client_secret = seal_text(row, "client_secret", "s3cret")
    with writing("federation"):
        row.save(force_insert=True)
    return row


def a_saml_connection(company: Company, **fields: Any) -> Connection:
    """A SAML provider in use; its certificate is that of `Saml`."""
    known: dict[str, Any] = {
        "kind": Connection.Kind.SAML,
        "provider": Connection.Provider.SAML,
        "discovery_url": "",
        "issuer": ENTITY,
        "authorize_url": f"{ISSUER}/sso",
        "keys": [{"x5c": Saml().x5c, "until": "2099-01-01T00:00:00+00:00"}],
    }
    return a_connection(company, **(known | fields))


@cache
def rsa_key(name: str = "provider") -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@cache
def certificate(name: str = "provider") -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(rsa_key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=3000))
        .sign(rsa_key(name), hashes.SHA256())
    )


@dataclass
class Oidc:
    """Signs tokens as a provider does; `claims` that are None are left out."""

    key: str = "provider"
    kid: str = "one"
    header: dict[str, Any] = field(default_factory=dict)

    @property
    def private(self) -> jwk.RSAKey:
        return jwk.RSAKey.import_key(
            rsa_key(self.key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )

    @property
    def public(self) -> dict[str, Any]:
        return {**self.private.as_dict(private=False), "kid": self.kid}

    def token(self, nonce: str, /, **claims: Any) -> str:
        now = int(timezone.now().timestamp())
        said: dict[str, Any] = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "abc-123",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": "carla@client.example",
            "name": "Carla Contact",
        }
        said = {key: value for key, value in (said | claims).items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": self.kid} | self.header, said, self.private)


def unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    parts = ({"alg": algorithm}, claims)
    return ".".join(_base64(json.dumps(one).encode()) for one in parts) + "."


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@dataclass
class Saml:
    """Writes and signs answers as a provider does, right or wrong."""

    key: str = "provider"

    @property
    def x5c(self) -> str:
        return base64.b64encode(certificate(self.key).public_bytes(Encoding.DER)).decode()

    @property
    def metadata(self) -> bytes:
        return f"""<EntityDescriptor xmlns="{NS["md"]}" entityID="{ENTITY}">
          <IDPSSODescriptor protocolSupportEnumeration="{NS["p"]}">
            <KeyDescriptor use="signing"><KeyInfo xmlns="{NS["ds"]}"><X509Data>
              <X509Certificate>{self.x5c}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
            <SingleSignOnService Location="{ISSUER}/sso"
              Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/>
          </IDPSSODescriptor></EntityDescriptor>""".encode()

    def tree(self, connection: Connection, request_id: str, **about: Any) -> Any:
        """The answer, not signed yet; Any: an element."""
        now = datetime.now(UTC)
        known = {
            "issuer": ENTITY,
            "acs": answer_url(connection),
            "audience": our_name(connection),
            "asked": request_id,
            "id": "_assertion1",
            "subject": "carla-at-client",
            "email": "carla@client.example",
            "status": "urn:oasis:names:tc:SAML:2.0:status:Success",
            "since": _time(now - timedelta(minutes=1)),
            "until": _time(now + timedelta(minutes=5)),
            "recipient": answer_url(connection),
        } | about
        return etree.fromstring(ANSWER.format(p=NS["p"], a=NS["a"], **known).encode())

    def signed(self, tree: Any, *, whole: bool = False, both: bool = False) -> str:
        """Base64 as the browser posts it; signed at the assertion, the response, or both."""
        if both or not whole:
            assertion = tree.find("a:Assertion", NS)
            tree.replace(assertion, etree.fromstring(self._sign(assertion)))
        if both or whole:
            tree = etree.fromstring(self._sign(tree))
        return base64.b64encode(etree.tostring(tree)).decode()

    def answer(self, connection: Connection, request_id: str, **about: Any) -> str:
        return self.signed(self.tree(connection, request_id, **about))

    def _sign(self, element: Any) -> bytes:
        alone = etree.fromstring(etree.tostring(element))
        return sign(
            element=alone,
            private_key=rsa_key(self.key),
            certificate=certificate(self.key),
            index=1,
        )


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


ANSWER = """<p:Response xmlns:p="{p}" xmlns:a="{a}" ID="_response1" Version="2.0"
  IssueInstant="{since}" Destination="{acs}" InResponseTo="{asked}"><a:Issuer>{issuer}</a:Issuer>
  <p:Status><p:StatusCode Value="{status}"/></p:Status>
  <a:Assertion ID="{id}" Version="2.0" IssueInstant="{since}"><a:Issuer>{issuer}</a:Issuer>
    <a:Subject><a:NameID>{subject}</a:NameID>
      <a:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
        <a:SubjectConfirmationData InResponseTo="{asked}" Recipient="{recipient}"
          NotOnOrAfter="{until}"/></a:SubjectConfirmation></a:Subject>
    <a:Conditions NotBefore="{since}" NotOnOrAfter="{until}">
      <a:AudienceRestriction><a:Audience>{audience}</a:Audience></a:AudienceRestriction>
    </a:Conditions>
    <a:AuthnStatement AuthnInstant="{since}"><a:AuthnContext><a:AuthnContextClassRef>
      urn:oasis:names:tc:SAML:2.0:ac:classes:Password</a:AuthnContextClassRef></a:AuthnContext>
    </a:AuthnStatement>
    <a:AttributeStatement><a:Attribute Name="email"><a:AttributeValue>{email}</a:AttributeValue>
      </a:Attribute></a:AttributeStatement>
  </a:Assertion></p:Response>"""


def seen_in(page: str) -> dict[str, str]:
    """The mark of what the page of a connection shows, as its button sends it."""
    return {"seen": page.partition('name="seen" value="')[2].partition('"')[0]}
