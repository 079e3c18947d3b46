"""Signing in: links that open a session once, and sessions that end. Secrets are kept as digests only."""

from troth.people.sign_in.link import LINK_LIFE, make_code, make_decoy, make_link, take_code, take_link
from troth.people.sign_in.session import (
    FRESH,
    Session,
    SignInWay,
    act_for,
    end_acted,
    end_session,
    end_sessions,
    find_session,
    start_session,
)
from troth.people.sign_in.store import forget as forget_sign_ins
from troth.people.sign_in.subject import bind_subject, find_subject, unbind_subjects

__all__ = [
    "FRESH",
    "LINK_LIFE",
    "Session",
    "SignInWay",
    "act_for",
    "bind_subject",
    "end_acted",
    "end_session",
    "end_sessions",
    "find_session",
    "find_subject",
    "forget_sign_ins",
    "make_code",
    "make_decoy",
    "make_link",
    "start_session",
    "take_code",
    "take_link",
    "unbind_subjects",
]
