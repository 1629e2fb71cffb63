"""OpenID Connect: what a provider publishes, where to send people, and which answer is true."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from portico.kernel.crypto.tokens import same
from portico.kernel.outbound import Unreachable, check_url

from .proven import Doubt, Proven, a_text, an_address, texts

WELL_KNOWN = "/.well-known/openid-configuration"
KINDS = {
    "RS": "RSA",
    "PS": "RSA",
    "ES": "EC",
}  # what signs with which kind of key; never HS or none
ALGORITHMS = frozenset(f"{kind}{size}" for kind in KINDS for size in (256, 384, 512))
MOST_KEYS = 40
LONGEST_TOKEN = 32_000
SKEW = 60  # seconds that two clocks may differ
OLDEST = 600  # seconds: an answer to a question that was asked long ago
GOOGLE = "https://accounts.google.com"
HASHES: dict[str, Callable[[bytes], Any]] = {  # Any: hashlib's own
    "256": hashlib.sha256,
    "384": hashlib.sha384,
    "512": hashlib.sha512,
}


@dataclass(frozen=True, slots=True)
class Published:
    """What stands in a provider's discovery document."""

    issuer: str
    authorize_url: str
    token_url: str
    keys_url: str
    userinfo_url: str
    posts_secret: bool
    names_itself: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer to one question has to say."""

    issuer: str
    client_id: str
    nonce: str
    now: float
    group_claim: str = ""


def discovery_of(address: str) -> str:
    """The address of the document, however much of it somebody has pasted."""
    address = address.strip()
    return address if address.endswith(WELL_KNOWN) else address.rstrip("/") + WELL_KNOWN


def read_published(body: bytes, *, asked: str) -> Published:
    """Raises `Doubt` unless the document is complete and speaks for the address it stands at."""
    said = _object(body, "not_discovery")
    issuer = a_text(said.get("issuer"))
    if "{" in issuer:
        raise Doubt("many_tenants")
    if discovery_of(issuer) != asked:
        raise Doubt("other_issuer")
    keys = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    urls = [_an_address_of(said.get(key)) for key in keys]
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Published(
        issuer=issuer,
        authorize_url=urls[0],
        token_url=urls[1],
        keys_url=urls[2],
        userinfo_url=_an_address_of(one) if (one := said.get("userinfo_endpoint")) else "",
        posts_secret="client_secret_basic" not in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def read_keys(body: bytes) -> list[dict[str, Any]]:
    """The public keys for signatures, and of each only what it takes to check one."""
    found = _object(body, "no_keys").get("keys")
    kept = [_public(one) for one in found[:MOST_KEYS]] if isinstance(found, list) else []
    if not (usable := [one for one in kept if one]):
        raise Doubt("no_keys")
    return usable


def authorize_address(url: str, **asked: str) -> str:
    """Where to send the browser; what the provider's own address holds already stays."""
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def challenge(verifier: str) -> str:
    """PKCE with S256; the plain kind is never used."""
    return _base64(hashlib.sha256(verifier.encode()).digest())


def needs_other_key(token: str, keys: list[dict[str, Any]]) -> bool:
    """Is it signed with a key that was not there yet when we looked?"""
    kid = _header(token).get("kid")
    return isinstance(kid, str) and kid not in {one.get("kid") for one in keys}


def check_token(
    token: str, keys: list[dict[str, Any]], expected: Expected, *, access_token: str = ""
) -> Proven:
    """Who it is; raises `Doubt` for anything that is not exactly what was asked for."""
    algorithm, claims = _signed(token, keys)
    _check_claims(claims, expected)
    at_hash = claims.get("at_hash")
    if at_hash is not None and at_hash != _half_hash(access_token, algorithm):
        raise Doubt("bad_token", "at_hash")
    return _proven(claims, expected)


def with_userinfo(proven: Proven, body: bytes, expected: Expected) -> Proven:
    """What the token has left out, as the provider says it of the same account, and of no other."""
    said = _object(body, "bad_userinfo")
    if said.get("sub") != proven.subject:
        raise Doubt("bad_userinfo", "sub")
    more = _proven(said, expected)
    return replace(
        proven,
        email=more.email,
        vouched=more.vouched,
        name=proven.name or more.name,
        groups=proven.groups or more.groups,
    )


def _signed(token: str, keys: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    header = _header(token)
    algorithm = str(header.get("alg"))
    if algorithm not in ALGORITHMS or "crit" in header:
        raise Doubt("bad_signature", "algorithm")
    kid = header.get("kid")
    for one in keys:
        if one["kty"] != KINDS[algorithm[:2]] or (kid is not None and one.get("kid") != kid):
            continue
        try:
            key = jwk.import_key({**one, "use": "sig"})
            return algorithm, dict(jwt.decode(token, key, algorithms=[algorithm]).claims)
        except (JoseError, ValueError, TypeError):
            continue
    raise Doubt("bad_signature")


def _check_claims(claims: dict[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise Doubt("other_issuer", "token")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or expected.client_id not in audiences:
        raise Doubt("other_audience")
    party = claims.get("azp")
    if party not in ({expected.client_id} if len(audiences) > 1 else {None, expected.client_id}):
        raise Doubt("other_audience", "azp")
    _check_times(claims, expected.now)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not same(nonce.encode(), expected.nonce.encode()):
        raise Doubt("bad_token", "nonce")


def _check_times(claims: dict[str, Any], now: float) -> None:
    until, since, begins = (_number(claims.get(key)) for key in ("exp", "iat", "nbf"))
    if until is None or since is None:
        raise Doubt("bad_token", "times")
    if until + SKEW <= now or since < now - OLDEST - SKEW:
        raise Doubt("too_late")
    if since > now + SKEW or (begins is not None and begins > now + SKEW):
        raise Doubt("too_early")


def _proven(claims: Mapping[str, Any], expected: Expected) -> Proven:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise Doubt("no_subject")
    email = an_address(claims.get("email")) or an_address(claims.get("preferred_username"))
    vouched = claims.get("email_verified", True) in (True, "true")
    if expected.issuer == GOOGLE and a_text(claims.get("hd")).lower() != email.rpartition("@")[2]:
        vouched = False  # a private Google account can bear a company's address for ever
    return Proven(
        subject=subject,
        email=email,
        vouched=vouched,
        name=a_text(claims.get("name")),
        groups=texts(claims.get(expected.group_claim)) if expected.group_claim else (),
        marks=(*texts(claims.get("acr")), *texts(claims.get("amr"))),
    )


def _header(token: str) -> dict[str, Any]:
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:
        raise Doubt("bad_token")
    first = token.partition(".")[0]
    try:
        found = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, binascii.Error, RecursionError) as problem:
        raise Doubt("bad_token") from problem
    if not isinstance(found, dict):
        raise Doubt("bad_token")
    return found


def _public(key: object) -> dict[str, Any] | None:
    """Only what is public, only for signatures, and of a size that is neither weak nor a trap."""
    if not isinstance(key, dict) or key.get("use", "sig") != "sig":
        return None
    names = {"RSA": ("kty", "n", "e", "kid"), "EC": ("kty", "crv", "x", "y", "kid")}
    kind = key.get("kty")
    if not isinstance(kind, str) or kind not in names:
        return None
    kept = {one: key[one] for one in names[kind] if isinstance(key.get(one), str)}
    if len(kept.get("kid", "")) > LONGEST_TOKEN // 100 or len(kept.get("e", "")) > 8:
        return None
    if kind == "RSA" and not 340 <= len(kept.get("n", "")) <= 1400:  # 2048 to 8192 bits
        return None
    try:
        jwk.import_key(kept)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return kept


def _object(body: bytes, reason: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Doubt(reason) from problem
    if not isinstance(found, dict):
        raise Doubt(reason)
    return found


def _an_address_of(value: object) -> str:
    text = value if isinstance(value, str) and len(value) <= 500 else ""
    try:
        check_url(text)
    except Unreachable as problem:
        raise Doubt("bad_address") from problem
    return text


def _half_hash(text: str, algorithm: str) -> str:
    digest = HASHES[algorithm[2:]](text.encode()).digest()
    return _base64(digest[: len(digest) // 2])


def _number(value: object) -> float | None:
    ok = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if ok else None  # type: ignore[arg-type] # said in the line above


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
