"""The choice of a person on a topic, at a time and on a channel (SPEC 4)."""

from spec.clause import Question
from spec.terms import as_list


def choice(topic: str, question: Question) -> bool | None:
    """SPEC 3: unknown without `choices`, and without `gpc` where the topic's `stop` lists it and it is yes."""
    at, channel = question.request["at"], question.request.get("channel")
    person = question.request.get("person") or {}
    if person.get("choices") is None:
        return None
    said = [each for each in person["choices"] if each["topic"] == topic and each["at"] <= at]
    said = [each for each in said if each.get("channel") in (None, channel)]
    duties = [each for each in question.version.duties("offer-choice") if each.get("topic") == topic]
    # Without a duty the default is no. YAML 1.1 reads the word `yes` as true.
    chosen = bool(duties) and all(each.get("default") in ("yes", True) for each in duties)
    if said:  # those with the channel beat those without; then the newest; at one instant, no beats yes
        counting = [each for each in said if each.get("channel") == channel] or said
        last = max(each["at"] for each in counting)
        chosen = all(each["value"] == "yes" for each in counting if each["at"] == last)
    if not chosen or not any("gpc" in as_list(each.get("stop")) for each in duties):
        return chosen
    if "gpc" not in person:
        return None
    seen = person["gpc"]
    return seen is None or seen > at or any(each["value"] == "yes" and each["at"] > seen for each in said)
