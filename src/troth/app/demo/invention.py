"""Invented values, term by term. Nobody's: `.example` addresses, telephone numbers kept free for stories (Ofcom)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

FIRST = (
    "Ada",
    "Bo",
    "Chi",
    "Dana",
    "Eun",
    "Farid",
    "Gita",
    "Hiro",
    "Ines",
    "Jun",
    "Kofi",
    "Lena",
    "Mei",
    "Noor",
    "Ola",
)
LAST = ("Amber", "Birch", "Cedar", "Dune", "Elm", "Fern", "Grove", "Heath", "Isle", "Juniper", "Kelp", "Linden", "Moss")
STREETS = ("Harbour Steps", "Lantern Row", "Paper Street", "Ferry Lane", "Tea Hill", "Market Bridge")
GOODS = ("tea set", "reading lamp", "travel scarf", "herb soap", "fountain pen", "kite", "desk clock")
QUESTIONS = ("When does my parcel come?", "Can I change the colour?", "How do I return a lamp?")


def invented(term: str, number: int, random: Random) -> Any:
    """A value for a term, for invented person `number`; a plain one for a term that has no recipe of its own."""
    recipe = _RECIPES.get(term)
    return recipe(number, random) if recipe else f"made-up {term} {random.randrange(1000)}"


def name_of(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"


def _email(number: int, _: Random) -> str:
    return f"{name_of(number).lower().replace(' ', '.')}.{number}@mail.example"


def _phone(number: int, _: Random) -> str:
    return f"+44 20 7946 {number % 1000:04d}"


def _address(_: int, random: Random) -> str:
    return f"{random.randrange(1, 200)} {random.choice(STREETS)}, Hong Kong"


def _order(_: int, random: Random) -> dict[str, Any]:
    return {"goods": random.choice(GOODS), "pieces": random.randrange(1, 4), "cents": random.randrange(900, 20000)}


def _card(_: int, random: Random) -> dict[str, str]:
    return {"number": "4242 4242 4242 4242", "until": f"0{random.randrange(1, 10)}/17"}


_RECIPES: Mapping[str, Callable[[int, Random], Any]] = {
    "name": lambda number, _: name_of(number),
    "email": _email,
    "phone": _phone,
    "postal-address": _address,
    "billing-address": _address,
    "order": _order,
    "payment-card": _card,
    "beneficiary": lambda _, random: name_of(random.randrange(1000)),
    "beneficiary-email": lambda _, random: f"relative.of.{random.randrange(10**6)}@mail.example",
    "beneficiary-birth-date": lambda _, random: f"{random.randrange(1950, 1995)}-0{random.randrange(1, 10)}-12",
    "enquiry": lambda _, random: random.choice(QUESTIONS),
    "precise-location": lambda _, random: {"lat": 22.3 + random.random() / 100, "lon": 114.2},
}
