"""Why a case is denied, paused or put off, in the words that are sent: one code, a sentence in each language.

The first seven denials are the reasons of the Data Rights Protocol 1.0 (3.03); the others are those of law that it has
no word for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DENIALS: Final[Mapping[str, tuple[str, str]]] = {
    "suspected_fraud": (
        "we have reason to think that it was not the person who asked",
        "我們有理由相信提出要求的並非本人",
    ),
    "insuf_verification": ("what we were shown does not prove who asked", "所出示的證明不足以證實提出要求者的身分"),
    "no_match": ("we hold nothing of the person who asked", "我們沒有持有提出要求者的資料"),
    "claim_not_covered": (
        "what was asked for is no right that this law or policy gives",
        "所要求的事項不屬於有關法例或本政策所給予的權利",
    ),
    "outside_jurisdiction": ("the law it is asked under does not apply to us", "所依據的法例並不適用於我們"),
    "too_many_requests": (
        "the same was asked for again and again (GDPR Art. 12(5)(b))",
        "同一要求已一再提出（GDPR 第12(5)(b)條）",
    ),
    "other": ("see the words beside it", "請參閱所附說明"),
    "duty_to_keep": (
        "a law or a dispute makes us keep it (GDPR Art. 17(3)(b), (e))",
        "法例規定或有爭議未決，我們必須保留（GDPR 第17(3)(b)、(e)條）",
    ),
    "others_rights": (
        "it would tell of other people, who have rights too (GDPR Art. 15(4); PDPO s.20(1)(b))",
        "依從要求會披露他人的資料，而他人亦享有權利（GDPR 第15(4)條；《私隱條例》第20(1)(b)條）",
    ),
    "data_accurate": (
        "we have looked and hold what is there to be right (PDPO s.24)",
        "我們已核對，認為所持資料正確（《私隱條例》第24條）",
    ),
}
_PAUSES: Final[Mapping[str, tuple[str, str]]] = {
    "need_user_verification": ("we wait until you show who you are", "我們正等候你證明身分"),
    "need_details": ("we wait for your answer to our question", "我們正等候你回覆我們的提問"),
}
_EXTENSIONS: Final[Mapping[str, tuple[str, str]]] = {
    "complex": ("what you ask for is much or intricate (GDPR Art. 12(3))", "你的要求繁多或複雜（GDPR 第12(3)條）"),
    "many": ("you asked for several things at once (GDPR Art. 12(3))", "你同時提出了多項要求（GDPR 第12(3)條）"),
}
DENIALS: Final = {code: words[0] for code, words in _DENIALS.items()}
PAUSES: Final = {code: words[0] for code, words in _PAUSES.items()}
EXTENSIONS: Final = {code: words[0] for code, words in _EXTENSIONS.items()}
_PLACES: Final = ("en", "zh-Hant")


def why(code: str, language: str) -> str:
    """A reason in that language; a code that is none of ours as it is."""
    words = {**_DENIALS, **_PAUSES, **_EXTENSIONS}.get(code)
    return code if words is None else words[_PLACES.index(language)]
