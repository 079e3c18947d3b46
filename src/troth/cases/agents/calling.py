"""Telling agents how far a request is, where they want to be told (Data Rights Protocol 1.0, 2.03): as well as we can.

Only a place that the register names is called, over TLS that has proven whose it is. One that does not answer is tried
again a while later; the agent can ask at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from troth.cases.agents import store
from troth.cases.agents.agents import Agents
from troth.cases.agents.model import AgentRequest
from troth.cases.agents.status import body_of
from troth.cases.sending.message import NotTaken, post

log = logging.getLogger("troth.agents")
AGAIN: Final = timedelta(minutes=10)
_AT_ONCE: Final = 100


class Calling:
    """`trust`: whose certificates count; None: those of the system."""

    def __init__(self, agents: Agents, trust: ssl.SSLContext | None = None) -> None:
        self._agents, self._trust = agents, trust

    def call(self, going_on: Callable[[], object] = lambda: None) -> int:
        """Tells of every request whose status is another than was told last; gives the number told."""
        done, last, at = 0, "", self._agents.cases.parts.clock()
        while True:
            with self._agents.database.read() as tx:
                found = store.select_calling(tx, at, last, _AT_ONCE)
                bodies = [json.dumps(body_of(each, self._agents.known(tx, each))).encode() for each in found]
            for request, body in zip(found, bodies, strict=True):
                going_on()
                done += self._call(request, body)
            if len(found) < _AT_ONCE:
                return done
            last = found[-1].id

    def _call(self, request: AgentRequest, body: bytes) -> bool:
        digest = hashlib.sha256(body).hexdigest()
        if request.callback is None or request.told == digest:
            return False
        try:
            post(request.callback, body, f"{request.id}-{digest[:16]}", self._trust)
        except NotTaken as error:
            log.warning("the agent %s was not told of a request, and will be: %s", request.agent, error.by)
            self._note(request, call_at=self._agents.cases.parts.clock() + AGAIN)
            return False
        self._note(request, told=digest, call_at=None)
        return True

    def _note(self, request: AgentRequest, **values: Any) -> None:
        """In the store, so that who begins anew knows it too."""
        with self._agents.database.write() as tx:
            store.update_request(tx, request.id, **values)
