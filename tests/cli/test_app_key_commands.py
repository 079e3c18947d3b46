"""app-key, agent and provider, as typed in a shell: entered, listed, ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, OKPKey

from tests.cli.commands import EXAMPLE, troth
from troth.app import Troth

ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="  # of RFC 8037, appendix A.2


@pytest.fixture
def store(tmp_path: Path) -> Path:
    Troth.create(tmp_path / "store", [Path(EXAMPLE)]).close()
    return tmp_path / "store"


def added(store: Path, tmp_path: Path, kind: str) -> list[str]:
    """The words that enter one of a kind."""
    key, secret = tmp_path / "app.pem", tmp_path / "secret"
    key.write_bytes(ECKey.generate_key("P-256").as_pem(private=False))
    secret.write_text("planted-secret\n")
    more = {
        "app-key": ["web shop", "--key", str(key)],
        "agent": ["AGENT_A", "Agent A", "--key", ED25519, "--business", "SHOP"],
        "provider": ["Account", "--issuer", "https://login.example", "--client", "t", "--secret", str(secret)],
    }
    return [*more[kind], "--store", str(store)]


@pytest.mark.parametrize("kind", ["app-key", "agent", "provider"])
def test_it_is_entered_listed_and_ended(store: Path, tmp_path: Path, kind: str) -> None:
    assert troth(kind, "add", *added(store, tmp_path, kind)).code == 0
    listed = troth(kind, "list", "--json", "--store", store)
    told = json.loads(listed.out)
    assert (told["until"], "planted-secret" in listed.out) == (None, False)
    assert troth(kind, "end", told["id"], "--store", store).code == 0
    assert json.loads(troth(kind, "list", "--json", "--store", store).out)["until"] is not None
    assert troth(kind, "end", told["id"], "--store", store).code == 3


def test_a_private_key_is_refused(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "private.pem"
    path.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    refused = troth("app-key", "add", "web shop", "--key", path, "--store", store)
    assert (refused.code, "no public key" in refused.err) == (3, True)


def test_the_redirect_uri_to_register_is_told(store: Path, tmp_path: Path) -> None:
    told = troth("provider", "add", *added(store, tmp_path, "provider")).out
    assert "http://127.0.0.1:8463/me/account/back" in told
