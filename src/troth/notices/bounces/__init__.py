"""Addresses that messages came back from: no mailing goes there until the person gives another."""

from troth.notices.bounces.store import bouncing, delete_bounces, note_bounce

__all__ = ["bouncing", "delete_bounces", "note_bounce"]
