"""Stop links: an address that says no on one topic for one person, without signing in."""

from troth.people.stop_links.link import StopLink, find_stop_link, forget_stop_links, left_on, make_stop_link

__all__ = ["StopLink", "find_stop_link", "forget_stop_links", "left_on", "make_stop_link"]
