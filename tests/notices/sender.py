"""A process that sends what is due, until nothing is left or it is killed: `python -m tests.notices.sender …`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from troth import notices
from troth.app import Troth
from troth.app.demo.clock import DemoClock


def main(folder: str, database: str, at: str, place: str) -> None:
    """`at`: what the clock shows; `place`: the mail server's."""
    settings = {"database": database} if database else {}
    with Troth.open(Path(folder), clock=DemoClock(datetime.fromisoformat(at)), **settings) as troth:
        troth.outbox.mail = troth.mailings.mail = lambda sender: notices.mail_server(place, sender)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        troth.outbox.send_waiting()
        notices.work(troth.mailings)


if __name__ == "__main__":
    main(*sys.argv[1:])
