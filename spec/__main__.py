"""`python -m spec POLICY... --requests FILE`: the answer to each request, one JSON line each."""

import argparse
import json
import sys
from pathlib import Path

import spec


def main() -> int:
    """Answer every line of the file; a request that is an error gets a line with its message, and exit 1."""
    parser = argparse.ArgumentParser(prog="spec", description=__doc__)
    parser.add_argument("policy", nargs="+", type=Path)
    parser.add_argument("--requests", required=True, type=Path, help="a request in JSON on each line")
    given = parser.parse_args()
    policies, wrong = spec.load(given.policy), 0
    for line in given.requests.read_text(encoding="utf-8").splitlines():
        try:
            answer = spec.ask(policies, json.loads(line))
        except spec.RequestError as error:
            answer, wrong = {"error": str(error)}, 1
        sys.stdout.write(json.dumps(answer) + "\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
