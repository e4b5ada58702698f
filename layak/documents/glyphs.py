"""Which characters our fonts can show. An archive may hold no other: the typesetter refuses them.

People paste bullets of old word processors, emoji and stray control characters into narratives;
one of them must not keep a whole report from being made.
"""

from bisect import bisect
from typing import TypeVar
from unicodedata import category

_Value = TypeVar("_Value")
_UNKNOWN = "\u25a1"
# Bullets, arrows and ticks that word processors keep in the private use of symbol fonts.
_SYMBOLS = {
    0xF0A7: "\u2022",
    0xF0B7: "\u2022",
    0xF076: "\u2022",
    0xF0D8: "\u2022",
    0xF0E0: "\u2192",
    0xF0E8: "\u2192",
    0xF0FC: "\u2713",
    0xF0FE: "\u2713",
    0x2028: "\n",
    0x2029: "\n",
}
_PRIVATE = range(0xE000, 0xF900)
# First and last code point of each range that the typesetter's own fonts cover, found by setting
# each character once, marks above a letter; a test sets the ends of all ranges again.
_RANGES = """
9-a 20-7e a0-377 37a-37f 384-38a 38c 38e-3a1 3a3-483 48a-4ff 510-513 51a-51d 531-58f 591-5c7
5d0-5eb 5ef-5f5 5f7 606-60c 615 61b-61c 61f 621-63a 640-64a 65a 660-66d 674 679-67b 67e-680
683-684 686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9 10d0-10ff 1d00-1dbf 1e00-1f15 1f18-1f1d
1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb
1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2000-2027 202a-2040 2042 2044-2052 2054-2071 2074-208e 2090-209c
20a0-20c0 2100-211e 2120 2122 2124 2126-2151 2153-2184 2189 2190-23ff 2422-2423 2460-2606
2609-262f 2638-268b 2690-269c 26a0-26a7 26aa-26af 26b2 2701-2704 2706-2709 270c-2714 2717-2726
272a-274b 274d 274f-2752 2756 2758-275e 2761-277f 2794 2798-27af 27b1-2b73 2b76-2b95 2b97-2bff
2c60-2cee 2cf2-2cf3 2cf9-2cff 2e02-2e05 2e08-2e0a 2e17-2e18 2e1f 2e22-2e25 2e2e a640-a641
a648-a649 a656-a657 a708-a716 a71b-a727 a72d a730 a735 a765 a789-a78e a790-a791 a793 a7aa
a7f8-a7f9 fb00-fb06 fb13-fb17 fb1d-fb4f fb52-fb7f fe66 fe70-fe74 fe76-fe7f fff0-fffd
1d400-1d454 1d456-1d49c 1d49e-1d49f 1d4a2 1d4a5-1d4a6 1d4a9-1d4ac 1d4ae-1d4b9 1d4bb
1d4bd-1d4c3 1d4c5-1d505 1d507-1d50a 1d50d-1d514 1d516-1d51c 1d51e-1d539 1d53b-1d53e
1d540-1d544 1d546-1d547 1d54a-1d550 1d552-1d6a5 1d6a8-1d7cb 1d7ce-1d7ff 1f12f
"""
COVERED = [
    (int(first, 16), int(last or first, 16))
    for first, _dash, last in (one.partition("-") for one in _RANGES.split())
]
_FIRSTS = [first for first, _last in COVERED]


class _Shown(dict[int, str]):
    """What is set for a code point; remembered, so that a long text costs little."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _shown(code)
        return found


def _shown(code: int) -> str:
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    place = bisect(_FIRSTS, code) - 1
    if place >= 0 and code <= COVERED[place][1]:
        return chr(code)
    if category(chr(code)) in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    return "\u2022" if code in _PRIVATE else _UNKNOWN


_TABLE = _Shown()


def shown(value: _Value) -> _Value:
    """Plain data (texts, lists, mappings) with \u25a1 for each character that cannot be shown."""
    if isinstance(value, str):
        return value.translate(_TABLE)  # type: ignore[return-value]  # still a text
    if isinstance(value, list | tuple):
        return [shown(one) for one in value]  # type: ignore[return-value]  # JSON knows one list
    if isinstance(value, dict):
        return {key: shown(one) for key, one in value.items()}  # type: ignore[return-value]  # same
    return value
