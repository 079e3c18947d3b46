"""What can be wrong with what is asked: the policy, or the request."""


class PolicyError(ValueError):
    """A policy file that does not parse, or whose terms do not resolve: nothing is answered (SPEC 10)."""


class RequestError(ValueError):
    """A request that lacks what it needs or uses an unknown word; it gets no answer (SPEC 5)."""
