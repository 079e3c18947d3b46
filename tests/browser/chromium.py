"""The system's Chromium: found, or installed where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class NoBrowser(Exception):
    """There is none, and it cannot be installed from here."""


def chromium() -> str:
    """Where it is: $TROTH_CHROMIUM, or on the path, or newly installed (as root on Debian). NoBrowser."""
    found = _found()
    if found is None and _can_install():
        subprocess.run(["apt-get", "update", "-q"], check=True)
        wait = ("-o", "DPkg::Lock::Timeout=300")  # for others that install at the same time
        subprocess.run(["apt-get", "install", "-y", "-q", *wait, "chromium"], check=True)
        found = _found()
    if found is None:
        raise NoBrowser("no Chromium: install it (apt-get install chromium), or name it in TROTH_CHROMIUM")
    return found


def flags() -> list[str]:
    """How it is started. Root has no sandbox."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]


def _found() -> str | None:
    named = os.environ.get("TROTH_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def _can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None
