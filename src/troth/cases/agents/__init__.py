"""Authorised agents who ask for people, by the Data Rights Protocol 1.0."""

from troth.cases.agents.agents import KINDS, Agents
from troth.cases.agents.calling import Calling
from troth.cases.agents.model import AgentRequest, Status
from troth.cases.agents.signed import VERSION, Malformed
from troth.cases.agents.status import body_of

__all__ = ["KINDS", "VERSION", "AgentRequest", "Agents", "Calling", "Malformed", "Status", "body_of"]
