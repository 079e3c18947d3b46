"""What holds of every page: headers, the origin of forms, quiet failure."""

from __future__ import annotations

import ipaddress
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.web.house import Served, Visitor, opened, serving
from tests.web.page import Page, words

FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {},
]


@pytest.mark.parametrize("path", ["/", "/try", "/sign-in", "/nowhere", "/robots.txt", "/.well-known/security.txt"])
def test_every_answer_brings_the_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]


def test_pages_have_no_inline_script_or_style(staff: Visitor) -> None:
    for page in (staff.page("/?clause=Q15"), staff.page("/try"), staff.page("/sign-in")):
        assert all(script.get("src") and not script.text for script in page.all("script"))
        assert not page.all("style")
        assert not [e for e in page.tree.iter() if any(n == "style" or n.startswith("on") for n in e.attrib)]


def test_an_asset_is_kept_for_ever_and_another_digest_is_not_found(visitor: Visitor) -> None:
    address = next(link for link in visitor.page("/").links if link.endswith("page.css"))
    answer = visitor.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert visitor.get("/assets/0000000000000000/page.css").status_code == 404
    assert visitor.get(address.replace("page.css", "..%2Fsite.py")).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_what_no_page_does_gets_a_calm_page(visitor: Visitor, method: str) -> None:
    page = Page.of(visitor.request(method, "/"), 405)
    assert words(page.one("h1")) == "That cannot be done here"
    assert "content-security-policy" in page.response.headers


def test_search_engines_are_asked_to_stay_away(visitor: Visitor) -> None:
    assert visitor.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_from_elsewhere_does_nothing(served: Served, headers: dict[str, str]) -> None:
    with httpx.Client(base_url=served.url, headers=headers) as stranger:
        answer = Page.of(stranger.post("/sign-in", data={"token": served.link()}), 403)
    assert "set-cookie" not in answer.response.headers


def test_an_old_browser_is_known_by_its_origin(served: Served) -> None:
    with httpx.Client(base_url=served.url, headers={"origin": served.url}) as old:
        assert old.post("/sign-in", data={"token": served.link()}).status_code == 303


@pytest.mark.parametrize("path", ["/try", "/sign-out"])
@pytest.mark.parametrize("token", ["", "wrong", "schräg"])
def test_a_form_without_the_sessions_token_does_nothing(staff: Visitor, path: str, token: str) -> None:
    Page.of(staff.post(path, data={"form-token": token, "request": "{}"}), 403)
    assert staff.get("/try").status_code == 200


def test_the_token_of_another_session_does_not_do(served: Served, staff: Visitor) -> None:
    with served.staff() as other:
        token = other.page("/try").value("form-token")
    assert staff.post("/sign-out", data={"form-token": token}).status_code == 403


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"a=%00", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 600, "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 300_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_form_that_is_none_of_ours_gets_a_calm_page(staff: Visitor, content: bytes, kind: str, status: int) -> None:
    answer = staff.post("/try", content=content, headers={"content-type": kind})
    assert words(Page.of(answer, status).one("h1")).startswith("That ")


def test_what_was_not_foreseen_gets_a_number_and_shows_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as troth, serving(troth) as served, served.visitor() as visitor:
        served.troth.reload().policies = None  # type: ignore[assignment]
        with caplog.at_level(logging.ERROR):
            page = visitor.page("/", 500)
    number = words(page.one("code"))
    assert [record for record in caplog.records if number in record.getMessage()]
    assert "NoneType" not in page.text


def test_the_api_answers_for_its_own_addresses(visitor: Visitor) -> None:
    for path in ("/v1/nothing", "/v1"):
        answer = visitor.get(path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.status_code in {401, 404}
    assert json.loads(visitor.get("/openapi.json").text)["openapi"].startswith("3.1")


def test_over_tls_the_cookie_belongs_to_this_host_alone(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    settings = {"tls_certificate": str(certificate), "tls_key": str(key)}
    with opened(tmp_path, **settings) as troth, serving(troth) as served, served.staff(verify=False) as staff:
        answer = staff.get("/try")
        cookie = staff.cookies.jar
        assert answer.status_code == 200
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert [(each.name, each.secure) for each in cookie] == [("__Host-troth-session", True)]


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate of loopback, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = built.add_extension(loopback, critical=False).sign(key, hashes.SHA256())
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return certificate, private
