"""The catalogues of the pages' texts: `python -m tests.repository.catalogue` adds texts that are new, drops old ones.

`python -m tests.repository.catalogue LANGUAGE` begins one for a language more, named as browsers name it (fr, zh-Hans).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from troth.web.centre.words import labels

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "troth"
LOCALES = SOURCE / "web" / "locale"
COMMAND = "python -m tests.repository.catalogue"
CASES = [(f"cases/{name}.py", "python") for name in ("identity", "tongue", "words", "paper/setting", "paper/telling")]
# Each with the folder it is found in, so that no other code is looked at.
TEXTS = [("web/**.py", "python"), *CASES, ("web/templates/**.html", "jinja2")]
OPTIONS = {"web/templates/**.html": {"trimmed": "true", "encoding": "utf-8", "silent": "false"}}
# Headers that would change with every run, or that nobody fills in.
IDLE = tuple(
    f'"{name}'.encode()
    for name in ("Project-Id", "Report-", "POT-", "PO-", "Last-Translator", "Language-Team", "Generated-By")
)
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|<[^>]+>")


def template() -> Catalog:
    """Every text of the templates and the code, and the words of each built-in term."""
    made = Catalog(fuzzy=False)
    keywords = {**DEFAULT_KEYWORDS, "marked": None, "say": None}
    for file, _line, text, comments, context in extract_from_dir(
        SOURCE, TEXTS, OPTIONS, keywords=keywords, directory_filter=lambda _: True
    ):
        made.add(text, locations=[(file, None)], auto_comments=comments, context=context)
    for term, words in labels():
        made.add(words, auto_comments=[f"term: {term}"])
    return made


def catalogues() -> Mapping[str, Path]:
    """By language."""
    return {path.parent.parent.name: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/troth.po"))}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def faults(path: Path, wanted: Catalog) -> Iterator[str]:
    """What a catalogue lacks or says wrongly, one line each."""
    held = read(path)
    for message in wanted:
        if message.id:
            found = held.get(message.id, message.context)
            yield from _faults(message, found, held.num_plurals)
    names = {message.id for message in wanted}
    yield from (f"no text of ours any more: {message.id!r}" for message in held if message.id not in names)


def _faults(message: Message, found: Message | None, plurals: int) -> Iterator[str]:
    said = _forms(found.string) if found else ()
    if found is None or not said or not all(said) or (isinstance(message.id, tuple) and len(said) != plurals):
        yield f"not translated: {message.id!r}"
    elif found.fuzzy:
        yield f"marked as fuzzy: {message.id!r}"
    else:
        asked = [set(PLACEHOLDER.findall(each)) for each in _forms(message.id)]
        if any(set(PLACEHOLDER.findall(each)) not in asked for each in said):
            yield f"other placeholders or tags: {message.id!r}"


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def update(tag: str, path: Path, texts: Catalog) -> None:
    """Keeps what is translated, adds what is new as not translated, and drops what is gone."""
    held = read(path) if path.exists() else Catalog(locale=Locale.parse(tag, sep="-"), fuzzy=False)
    held.update(texts, no_fuzzy_matching=True)
    held.obsolete.clear()
    held.header_comment = f"# The pages of troth. Renewed by `{COMMAND}`."
    made = BytesIO()
    write_po(made, held, width=100, include_lineno=False, sort_output=True)
    kept = [line for line in made.getvalue().splitlines(keepends=True) if not line.startswith(IDLE)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(kept))


def main(tags: list[str]) -> int:
    texts = template()
    for tag in tags or catalogues():
        path = LOCALES / tag / "LC_MESSAGES" / "troth.po"
        update(tag, path, texts)
        for fault in faults(path, texts):
            sys.stdout.write(f"{tag}: {fault}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
