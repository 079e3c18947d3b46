"""`python -m spec POLICY... --requests FILE`: the answer to each request, one JSON line each."""

import argparse
import json
import sys
from pathlib import Path

import spec

parser = argparse.ArgumentParser(prog="spec", description=__doc__)
parser.add_argument("policy", nargs="+", type=Path)
parser.add_argument("--requests", required=True, type=Path)
given, status = parser.parse_args(), 0
policies = spec.load(given.policy)
for line in given.requests.read_text(encoding="utf-8").splitlines():
    try:
        answer = spec.ask(policies, json.loads(line))
    except spec.RequestError as error:
        answer, status = {"error": str(error)}, 1
    sys.stdout.write(json.dumps(answer) + "\n")
sys.exit(status)
