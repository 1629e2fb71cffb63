"""Which ID tokens are believed: exactly what was asked for, signed with a public key we know."""

import base64
import hmac
import json
from typing import Any

import pytest
from django.utils import timezone
from joserfc import jwk

from portico.core.federation.rules.oidc import (
    Expected,
    check_token,
    needs_other_key,
    read_keys,
    read_published,
)
from portico.core.federation.rules.proven import Doubt, Proven

from .factories import CLIENT, ISSUER, Oidc, unsigned

pytestmark = pytest.mark.spec("S2.8.2a")


def checked(token: str, *, access_token: str = "", **wanted: Any) -> Proven:
    expected = Expected(ISSUER, CLIENT, "n1", timezone.now().timestamp(), **wanted)
    return check_token(token, [Oidc().public], expected, access_token=access_token)


def test_a_right_token_says_who_it_is() -> None:
    proven = checked(Oidc().token("n1", groups=["it", "all"], amr=["mfa"]), group_claim="groups")
    assert (proven.subject, proven.email) == ("abc-123", "carla@client.example")
    assert proven.groups == ("it", "all")
    assert (proven.level("mfa otp"), proven.level("")) == (2, 1)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "other_issuer"),
        ({"iss": None}, "other_issuer"),
        ({"iss": f"{ISSUER}/"}, "other_issuer"),
        ({"aud": "another"}, "other_audience"),
        ({"aud": None}, "other_audience"),
        ({"aud": []}, "other_audience"),
        ({"aud": [CLIENT, "another"]}, "other_audience"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "other_audience"),
        ({"azp": "another"}, "other_audience"),
        ({"nonce": "n2"}, "bad_token"),
        ({"nonce": None}, "bad_token"),
        ({"nonce": ["n1"]}, "bad_token"),
        ({"exp": 1}, "too_late"),
        ({"exp": None}, "bad_token"),
        ({"exp": "4102444800"}, "bad_token"),
        ({"iat": None}, "bad_token"),
        ({"iat": 1}, "too_late"),
        ({"iat": 4102444800}, "too_early"),
        ({"nbf": 4102444800}, "too_early"),
        ({"sub": ""}, "no_subject"),
        ({"sub": None}, "no_subject"),
        ({"sub": "x" * 256}, "no_subject"),
        ({"sub": "a\nb"}, "no_subject"),
        ({"at_hash": "AAAA"}, "bad_token"),
    ],
)
def test_a_wrong_claim_is_not_believed(claims: dict[str, Any], reason: str) -> None:
    with pytest.raises(Doubt) as caught:
        checked(Oidc().token("n1", **claims), access_token="t")
    assert caught.value.reason == reason


def test_two_audiences_need_us_as_the_party() -> None:
    assert checked(Oidc().token("n1", aud=[CLIENT, "another"], azp=CLIENT)).subject


def with_public_key(claims: dict[str, Any], pem: bytes) -> str:
    """HS256 with what everybody may read."""
    start = unsigned(claims, "HS256").rstrip(".")
    mac = hmac.digest(pem, start.encode(), "sha256")
    return f"{start}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def test_nobody_signs_without_the_key() -> None:
    good = {"iss": ISSUER, "aud": CLIENT, "sub": "x", "nonce": "n1", "exp": 4102444800}
    public = jwk.RSAKey.import_key(Oidc().public)
    pem = public.as_pem(private=False)
    genuine = Oidc().token("n1")
    head, body, signature = genuine.split(".")
    changed = base64.urlsafe_b64encode(json.dumps(good).encode()).decode().rstrip("=")
    forged = [
        unsigned(good),
        unsigned(good, "None"),
        unsigned(good, "RS256"),
        with_public_key(good, pem),
        with_public_key(good, pem.strip()),
        Oidc(key="stranger").token("n1"),
        Oidc(key="stranger", header={"jwk": Oidc(key="stranger").public}).token("n1"),
        f"{head}.{changed}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}",
        "",
        "a.b.c",
        "x" * 40_000,
    ]
    for token in forged:
        with pytest.raises(Doubt):
            checked(token)


def test_a_key_from_elsewhere_is_asked_for_once_more() -> None:
    rotated = Oidc(key="rotated", kid="two")
    token = rotated.token("n1")
    assert needs_other_key(token, [Oidc().public])
    with pytest.raises(Doubt):
        checked(token)
    expected = Expected(ISSUER, CLIENT, "n1", timezone.now().timestamp())
    assert check_token(token, [Oidc().public, rotated.public], expected).subject == "abc-123"


def test_an_address_counts_only_as_far_as_the_provider_vouches() -> None:
    assert checked(Oidc().token("n1")).vouched  # Entra says nothing: the proved domain decides
    assert checked(Oidc().token("n1", email_verified=True)).vouched
    for said in (False, "false", 0, "yes"):
        assert not checked(Oidc().token("n1", email_verified=said)).vouched
    for written in ("not an address", ["a@client.example"], "a@client.example\nb@x.example"):
        assert checked(Oidc().token("n1", email=written)).email == ""


def test_a_private_google_account_is_not_the_companys() -> None:
    google = "https://accounts.google.com"
    expected = Expected(google, CLIENT, "n1", timezone.now().timestamp())
    for hd, vouched in ((None, False), ("other.example", False), ("client.example", True)):
        token = Oidc().token("n1", iss=google, email_verified=True, hd=hd)
        assert check_token(token, [Oidc().public], expected).vouched is vouched


def _published(**other: Any) -> bytes:
    said = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
    }
    return json.dumps(said | other).encode()


def test_a_document_speaks_only_for_its_own_address() -> None:
    asked = f"{ISSUER}/.well-known/openid-configuration"
    assert read_published(_published(), asked=asked).token_url == f"{ISSUER}/token"
    wrong: list[tuple[bytes, str]] = [
        (_published(issuer="https://evil.example"), "other_issuer"),
        (_published(issuer=f"{ISSUER}/{{tenantid}}/v2.0"), "many_tenants"),
        (_published(token_endpoint="http://login.example.com/token"), "bad_address"),
        (_published(jwks_uri="https://169.254.169.254/keys"), "bad_address"),
        (_published(jwks_uri="file:///etc/passwd"), "bad_address"),
        (_published(authorization_endpoint="javascript:alert(1)"), "bad_address"),
        (_published(authorization_endpoint=["x"]), "bad_address"),
        (b"<html>", "not_discovery"),
        (b"[]", "not_discovery"),
        (b"[" * 100_000, "not_discovery"),
    ]
    for body, reason in wrong:
        with pytest.raises(Doubt) as caught:
            read_published(body, asked=asked)
        assert caught.value.reason == reason, body[:80]


def test_keys_are_few_public_and_of_a_usual_size() -> None:
    many = json.dumps({"keys": [Oidc().public] * 5000}).encode()
    assert len(read_keys(many)) == 40
    private = Oidc().private.as_dict(private=True)
    assert "d" not in read_keys(json.dumps({"keys": [private]}).encode())[0]
    huge = {"kty": "RSA", "n": "A" * 20_000, "e": "AQAB"}
    weak = {"kty": "RSA", "n": "A" * 128, "e": "AQAB"}
    slow = {**Oidc().public, "e": "A" * 300}
    secret = {"kty": "oct", "k": "c2VjcmV0"}
    sealing = {**Oidc().public, "use": "enc"}
    for one in (huge, weak, slow, secret, sealing, {}, "x", None):
        with pytest.raises(Doubt):
            read_keys(json.dumps({"keys": [one]}).encode())
