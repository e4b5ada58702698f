"""Editions stand beside each other only as a reviewed file says."""

from pathlib import Path

import pytest
from django.utils import translation

from layak.instruments import files, mappings
from layak.instruments.mappings import MappingError

SMALL = """
old = "lama"
old_name = "Formulir lama"
old_name_en = "The old form"
new = "baru"
law = "Peraturan"
source = "Contoh"
status = "{status}"
{review}

[[rows]]
code = "1"
block = "0"
name = "Akta"

[[rows]]
code = "2"
block = "0"
name = "Pojok ASI"

[[pairs]]
old = ["1"]
new = {new}
basis = "Pokok yang sama."

{rest}
"""
UNMAPPED = '''[[unmapped]]
old = ["2"]
why = "Tidak ada padanan."'''
SIGNED = 'reviewer = "Sari"\nreviewed_on = "2026-11-22"'


def written(folder: Path, **parts: str) -> Path:
    said = {"status": "usulan", "review": "", "new": '["4"]', "rest": UNMAPPED, **parts}
    path = folder / "lama-to-baru.toml"
    path.write_text(SMALL.format(**said), encoding="utf-8")
    return path


def test_the_mapping_that_comes_with_layak_tells_of_all_31_and_says_who_reviewed_it() -> None:
    (found,) = mappings.every()
    edition = files.read(files.find(found.new))
    known = {row.code for cluster in edition.clusters for row in cluster.indicators}
    assert len(found.rows) == 31
    assert {code for pair in found.pairs for code in pair.new} <= known
    assert {row.block for row in found.rows} <= {cluster.code for cluster in edition.clusters}
    assert found.reviewed
    assert "bukan keputusan kementerian" in found.notes[0]
    assert all(one.why for one in found.unmapped)


def test_the_mapping_that_comes_with_layak_is_told_in_both_languages() -> None:
    (found,) = mappings.every()

    def sayings() -> list[str]:
        reasons = [*(one.reason for one in found.pairs), *(one.reason for one in found.unmapped)]
        return [*(row.title for row in found.rows), *reasons]

    with translation.override("id"):
        own, origin = sayings(), found.origin
    with translation.override("en"):
        english = sayings()
        assert found.origin.startswith("Permen PPPA 12/2011 articles 7 to 12")
        assert found.origin.endswith("one each.")
    assert "pasal 7 sampai 12" in origin
    assert all(one != other for one, other in zip(own, english, strict=True))
    assert len(found.notes_en) == len(found.notes)


def test_a_mapping_without_english_is_told_in_indonesian(tmp_path: Path) -> None:
    found = mappings.read(written(tmp_path))
    with translation.override("en"):
        assert (found.rows[0].title, found.pairs[0].reason) == ("Akta", "Pokok yang sama.")
        assert found.origin.startswith(found.source)


def test_a_mapping_counts_once_somebody_with_a_name_has_looked_it_through(tmp_path: Path) -> None:
    assert not mappings.read(written(tmp_path)).reviewed
    found = mappings.read(written(tmp_path, status="ditinjau", review=SIGNED))
    assert found.reviewed
    assert found.names(["2"])[0].name == "Pojok ASI"
    assert mappings.find("lama", "baru", tmp_path) is not None
    assert mappings.find("baru", "lama", tmp_path) is None


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"status": "ditinjau"}, "menuntut reviewer"),
        ({"rest": ""}, "“2” tidak disebut"),
        ({"rest": UNMAPPED.replace("2", "1")}, "“1” dipakai lebih dari sekali"),
        ({"rest": UNMAPPED.replace("2", "9")}, "“9” tidak dikenal"),
        ({"new": "[]"}, "menyebut indikator lama dan baru"),
        ({"review": 'reviewed_on = "kemarin"'}, "harus tanggal"),
        ({"review": "reviewr = 1"}, "tidak dikenal"),
        ({"status": "sah"}, "“sah” tidak dikenal"),
        ({"new": "[["}, "tidak terbaca"),
    ],
)
def test_a_file_that_leaves_something_open_is_refused_with_its_place(
    tmp_path: Path, parts: dict[str, str], said: str
) -> None:
    with pytest.raises(MappingError) as refused:
        mappings.read(written(tmp_path, **parts))
    assert said in str(refused.value)
    assert "lama-to-baru.toml" in str(refused.value)
