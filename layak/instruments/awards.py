"""How an award is written out on papers: reviewed data of ``library/awards.toml``.

It belongs to no edition, so no digest of a published one rests on it. An award that the file does
not know is called by its abbreviation.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "library" / "awards.toml"
# What a region is, where a paper speaks of all of them.
ANY_PLACE = "Kabupaten/Kota"


def strives_for(award: str, place: str = ANY_PLACE) -> str:
    """What an award is about, written out; else its abbreviation. ``place``: Kota or Kabupaten."""
    goal = _told().get(award.lower(), {}).get("goal", "")
    return goal.format(place=place) if goal else award


def body_of(award: str) -> str:
    """Which body of a city hands the award's sheet in; empty where that is nowhere written."""
    return _told().get(award.lower(), {}).get("body", "")


def answerable(award: str) -> str:
    """Who answers for a city's sheet, with the award's abbreviation."""
    return f"{body_of(award) or 'Penanggung jawab'} {award}"


def head_of(award: str, place: str) -> str:
    """Who signs for a city's sheet. ``place``: Kota or Kabupaten."""
    if body := body_of(award):
        return f"Ketua {body} {strives_for(award, place)}"
    return f"Penanggung jawab evaluasi {award}"


def letterhead_of(award: str, city: str) -> tuple[str, ...]:
    """From whom a city's paper about the award comes."""
    place = city.partition(" ")[0]
    government, goal = f"Pemerintah {city}", strives_for(award, place)
    if body := body_of(award):
        return (government, f"{body} {goal}", f"Sekretariat {body}")
    return (government, f"Evaluasi {goal}")


def known_awards() -> tuple[str, ...]:
    """The awards of the file, as the codes of their editions begin."""
    return tuple(_told())


@cache
def _told() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
