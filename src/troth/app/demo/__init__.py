"""A demo: an example's policy, invented people, and a month of their life, all of it through the gate."""

from troth.app.demo.making import invitation, make

__all__ = ["invitation", "make"]
