"""Mutation testing of engine and gate: small pieces are changed by machine, and the fast tests must fail."""
