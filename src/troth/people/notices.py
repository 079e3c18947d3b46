"""Collection notices: what people are shown when their data are collected. Kept once, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from troth.db import Connection
from troth.errors import Conflict, NotFound
from troth.people import store
from troth.people.model import Notice, aware, words


def keep_notice(
    tx: Connection,
    notice: str,
    *,
    policy: str,
    version: str,
    text: str,
    purposes: Iterable[str],
    required: Iterable[str] = (),
    optional: Iterable[str] = (),
    language: str = "en",
    at: datetime,
) -> Notice:
    """Keeps a notice; keeping the same again changes nothing. Raises Conflict when the id has other content.

    `purposes` are those the text names (SPEC 3, `notified`); `required` and `optional` the data it asks for.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    lists = words(purposes, "for"), words(required, "required"), words(optional, "optional")
    (slug,) = words((notice,), "notice")
    made = Notice(slug, policy, version, text, digest, *lists, language, aware(at, "at"))
    return made if store.insert_notice(tx, made) else _the_same(get_notice(tx, notice), made)


def get_notice(tx: Connection, notice: str) -> Notice:
    """The notice of that id, which may be cached for ever. Raises NotFound."""
    found = store.select_notice(tx, notice)
    if found is None:
        raise NotFound("no such notice", help="keep the notice before collecting under it")
    return found


def _the_same(kept: Notice, made: Notice) -> Notice:
    for name in ("policy", "version", "words", "purposes", "required", "optional", "language"):
        if getattr(kept, name) != getattr(made, name):
            raise Conflict(
                f"the notice {kept.id!r} was kept with another content: {name}",
                help="a notice never changes; give the new one an id of its own",
            )
    return kept
