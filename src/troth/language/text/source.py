"""The bytes of a published text, checked and decoded; which characters of them are seen."""

from __future__ import annotations

import codecs

from troth.errors import TextError

LIMIT = 5 * 1024 * 1024

# Soft hyphen, zero-width space, word joiner, byte order mark, and the marks that only turn the direction of
# writing: nobody sees them, and hidden direction marks can make a text read other than it is matched.
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def decode(source: bytes, name: str) -> str:
    """The characters of the file, lines ended by LF alone.

    TextError: over 5 MB, not UTF-8, or a NUL in it; the message names the line.
    """
    if len(source) > LIMIT:
        raise TextError(
            f"{name}: the text has {len(source)} bytes, more than {LIMIT}",
            help="publish it in several policies",
        )
    source = source.removeprefix(codecs.BOM_UTF8)
    try:
        text = source.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(source, name, error.start) from None
    nul = text.find("\0")
    if nul >= 0:
        line = _lines(text[:nul]).count("\n") + 1
        raise TextError(f"{name}:{line}: the text holds a NUL character", help="save the file as plain UTF-8 text")
    return _lines(text).replace("\v", " ").replace("\f", " ")


def seen(text: str) -> str:
    """One line's visible characters, white space folded."""
    return " ".join(text.translate(_UNSEEN).split())


def blanked(source: str, opening: str, closing: str) -> str:
    """The source without what stands between the two marks, its lines kept. Without a closing mark it stays."""
    parts: list[str] = []
    offset = 0
    while (start := source.find(opening, offset)) >= 0:
        end = source.find(closing, start)
        if end < 0:
            break
        parts.append(source[offset:start])
        offset = end + len(closing)
        parts.append("\n" * source.count("\n", start, offset))
    return "".join([*parts, source[offset:]])


def _not_utf8(source: bytes, name: str, offset: int) -> TextError:
    before = source[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    column = len(before) - (before.rfind(b"\n") + 1) + 1
    return TextError(f"{name}:{line}:{column}: byte 0x{source[offset]:02x} is not UTF-8", help="save the file as UTF-8")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
