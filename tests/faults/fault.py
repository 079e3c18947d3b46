"""The nouns of planted faults: a patch of one file, and a fault with the clauses that it must turn red."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "troth"
LANTERN = ROOT / "examples" / "lantern-market"
GYMNASIUM = ROOT / "tests" / "faults" / "policies" / "gymnasium"


@dataclass(frozen=True, slots=True)
class Patch:
    """In `file` (below src/troth) the text `old`, which stands there once, becomes `new`."""

    file: str
    old: str
    new: str

    def fits(self, package: Path) -> bool:
        """Whether the old text stands in the file just once."""
        path = package / self.file
        return path.exists() and path.read_text(encoding="utf-8").count(self.old) == 1

    def apply(self, package: Path) -> None:
        """Patches the file of that package. AssertionError where it no longer fits."""
        assert self.fits(package), f"{self.file} no longer holds this text just once: {self.old!r}\n{OUTDATED}"
        path = package / self.file
        path.write_text(path.read_text(encoding="utf-8").replace(self.old, self.new), encoding="utf-8")


OUTDATED = """The code has changed where a fault is planted. Find where it now does what the fault breaks, and write the
patch anew; if the code no longer does it anywhere, ask which promise that was, before you delete the fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake one could make. `words` say what it is; `red`: clauses of `policy` that must then be broken."""

    words: str
    red: tuple[str, ...]
    patches: tuple[Patch, ...]
    policy: Path = LANTERN

    @property
    def name(self) -> str:
        """The words as a test's name."""
        return "-".join(self.words.replace(",", "").replace("'", "").lower().split())


def fault(words: str, red: str, *patch: str, policy: Path = LANTERN) -> Fault:
    """`red`: the clauses, with spaces between. `patch`: file, old text and new text, once or several times."""
    parts = [iter(patch)] * 3
    return Fault(words, tuple(red.split()), tuple(Patch(*each) for each in zip(*parts, strict=True)), policy)


def plant(patches: tuple[Patch, ...], folder: Path) -> Path:
    """A copy of the package in the folder, with the patches; gives what PYTHONPATH must name."""
    package = folder / "troth"
    shutil.copytree(SOURCE, package)  # with its compiled files, whose times stay right: only patched ones differ
    for patch in patches:
        patch.apply(package)
    return folder
