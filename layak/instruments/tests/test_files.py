import shutil
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from layak import scoring
from layak.instruments import files
from layak.instruments.edition import InstrumentFile, Question
from layak.lib.errors import Refusal

KLA = files.LIBRARY / "kla-2024"
SAMPLES = KLA / "samples"


@pytest.fixture(scope="module")
def edition() -> InstrumentFile:
    return files.read(KLA)


@pytest.fixture(scope="module")
def questions(edition: InstrumentFile) -> dict[str, Question]:
    return {question.code: question for question in edition.questions}


@pytest.fixture(scope="module")
def points(edition: InstrumentFile) -> dict[str, Decimal | None]:
    text = (SAMPLES / "ogan-ilir-points.csv").read_text(encoding="utf-8")
    return scoring.read_points(text, files.rubric(edition))


Change = Callable[[str, str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Copy the instrument and replace one text in one of its files."""

    def change(name: str, old: str, new: str) -> Path:
        folder = tmp_path / "kla-2024"
        if not folder.exists():
            shutil.copytree(KLA, folder)
        content = (folder / name).read_text(encoding="utf-8")
        assert old in content
        (folder / name).write_text(content.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


# --- The instrument of 2024 ---


def test_every_instrument_of_the_library_is_without_error() -> None:
    folders = files.list_library()
    assert KLA in folders
    for folder in folders:
        assert files.check(folder).errors == ()
        assert files.find(folder.name) == folder


def test_an_unknown_instrument_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refusal, match=r"kla-1999 tidak ada.*kla-2024"):
        files.find("kla-1999")


def test_it_asks_274_questions_worth_1000_points_in_31_rows(edition: InstrumentFile) -> None:
    assert len(edition.questions) == 274
    assert [cluster.maximum for cluster in edition.clusters] == [164, 115, 156, 150, 110, 205, 100]
    assert len(edition.indicators) == 31
    assert sorted({row.number for row in edition.indicators}) == list(range(1, 27))
    assert files.rubric(edition).attainable == edition.instrument.maximum == 1000


def test_evidence_kinds_and_flags_are_counted_as_in_the_form(edition: InstrumentFile) -> None:
    kinds = Counter(one.kind for question in edition.questions for one in question.requirements)
    assert (kinds["matrix"], kinds["photo"], kinds["budget"]) == (74, 49, 33)
    assert (kinds["comparison"], kinds["certificate"]) == (23, 5)
    assert sum(question.reverse for question in edition.questions) == 17
    assert sum(not question.lead for question in edition.questions) == 9
    assert sum(bool(question.contributors) for question in edition.questions) == 181


def test_every_question_is_a_sentence_of_its_own(edition: InstrumentFile) -> None:
    for question in edition.questions:
        first, _, rest = question.text.partition("?")
        assert rest == "" or question.kind == "info", question.code
        assert 20 <= len(first) <= 170, question.code
        assert len(question.label) <= 50, question.code
    texts = Counter(question.text for question in edition.questions)
    assert [text for text, times in texts.items() if times > 1] == []


def test_options_win_their_exact_share_and_are_marked_as_estimates(
    edition: InstrumentFile, questions: dict[str, Question]
) -> None:
    budget = questions["1.3a"]
    assert [option.points for option in budget.options] == [2, Decimal("1.32"), Decimal("0.66"), 0]
    assert all(question.estimated for question in edition.questions)
    for question in edition.questions:
        wins = [option.points for option in question.options]
        assert wins == sorted(wins, reverse=True)
        assert (wins[0], wins[-1]) == (question.maximum, Decimal(0))


def test_a_reversed_question_rewards_the_absence(questions: dict[str, Question]) -> None:
    smoke = questions["17.5"]
    assert smoke.reverse
    assert [(option.label, option.points) for option in smoke.options] == [
        ("Tidak", Decimal(2)),
        ("Ya, masih ada", Decimal(0)),
    ]


def test_the_answer_about_violence_must_name_every_channel(edition: InstrumentFile) -> None:
    asked = [question.code for question in edition.questions if question.must_mention]
    assert asked == ["21A.4a"]
    assert [(one.code, one.subject, one.rule) for one in edition.narratives] == [
        ("channel", "channel", "every")
    ]


def test_a_question_for_other_regions_does_not_count_in_a_3t_region(
    edition: InstrumentFile, points: dict[str, Decimal | None]
) -> None:
    rubric = files.rubric(edition, unmet=["non-3t"])
    assert rubric.inapplicable == {"18.2"}
    assert rubric.attainable == 990
    assert scoring.score(rubric, points).total == Decimal("768.81")


def test_the_contradictions_of_the_source_are_reported() -> None:
    warnings = {finding.place: finding.message for finding in files.check(KLA).warnings}
    assert "54" in warnings["19"]
    assert "51" in warnings["19"]
    assert "18" in warnings["21B"]
    assert "17" in warnings["21B"]
    assert "1.004" in warnings["total"]
    assert warnings.keys() >= {"klaster 1", "butir 7.2", "indikator 25", "indikator 26"}


# --- Real points ---


def test_the_sample_scores_as_its_rows_say(
    edition: InstrumentFile, points: dict[str, Decimal | None]
) -> None:
    result = scoring.score(files.rubric(edition), points)
    assert len(points) == 274
    assert result.total == Decimal("771.81")
    assert (result.level, result.next_level) == ("Nindya", "Utama")
    assert result.distance == Decimal("29.19")
    assert (result.unanswered, result.warnings) == ((), ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "ogan-ilir-printed-blocks.csv",
            {
                "0": ("127.66", "126.91"),
                "3": ("137", "136"),
                "4": ("91.6", "94.6"),
                "5": ("163.8", "163"),
                "6": ("67.5", "68.5"),
                "": ("770.36", "771.81"),
            },
        ),
        (
            "ogan-ilir-printed-indicators.csv",
            {
                "0": ("127.66", "126.91"),
                "2": ("98.8", "93.8"),
                "3": ("137", "136"),
                "4": ("91.6", "94.6"),
                "5": ("163.8", "163"),
                "6": ("57.6", "68.5"),
                "": ("765.46", "771.81"),
            },
        ),
    ],
)
def test_every_printed_total_that_its_rows_contradict_is_named(
    edition: InstrumentFile,
    points: dict[str, Decimal | None],
    name: str,
    expected: dict[str, tuple[str, str]],
) -> None:
    rubric = files.rubric(edition)
    printed = scoring.read_printed((SAMPLES / name).read_text(encoding="utf-8"), rubric)
    found = scoring.compare_printed(rubric, points, printed)
    assert {one.code: (one.printed, one.computed) for one in found} == {
        code: (Decimal(one), Decimal(other)) for code, (one, other) in expected.items()
    }


def test_600_and_a_fraction_more_are_still_the_lower_level(edition: InstrumentFile) -> None:
    rubric = files.rubric(edition)
    sentence = "600 adalah Pratama; Madya mulai 601"
    assert scoring.standing_sentence(rubric, Decimal(600)) == sentence
    assert scoring.standing(rubric.levels, Decimal("600.40")).in_gap


@pytest.mark.parametrize(
    ("printed", "cluster"),
    [
        ("0", "0"),
        ("Kelembagaan", "0"),
        ("Klaster IV", "4"),
        ("iv", "4"),
        ("K4", "4"),
        ("kecdesa", "6"),
    ],
)
def test_a_workbook_may_call_a_cluster_by_its_other_names(
    edition: InstrumentFile, printed: str, cluster: str
) -> None:
    rubric = files.rubric(edition)
    rows = scoring.read_printed(f"level,code,points\ncluster,{printed},1\n", rubric)
    assert [one.code for one in scoring.compare_printed(rubric, {}, rows)] == [cluster]


# --- Errors ---


def findings(folder: Path) -> list[str]:
    return [str(finding) for finding in files.check(folder).errors]


def test_all_errors_of_all_files_are_reported_together(changed: Change) -> None:
    changed("cluster-1.toml", 'kind = "outcome"', 'kind = "outcom"')
    changed("cluster-1.toml", 'lead = "Disdukcapil"', 'lead = "Capil"')
    changed("cluster-5.toml", 'maximum = "9"', "maximum = 9.0")
    folder = changed("instrument.toml", 'share = "0.75"', 'share = "1.75"')
    found = findings(folder)
    assert len(found) == 5
    assert found[0].startswith("instrument.toml: ladders[1] steps[2] share: ")
    assert found[1].startswith("instrument.toml: ladders[1] steps: ")
    assert found[2] == (
        "cluster-1.toml: butir 4.1 kind: tangga untuk jenis outcom tidak ada di instrument.toml"
    )
    assert found[3] == "cluster-1.toml: butir 4.1 lead: “Capil” tidak dikenal"
    assert found[4].startswith("cluster-5.toml: butir 21A.1 maximum: harus angka dalam tanda petik")
    with pytest.raises(files.InstrumentFileError) as caught:
        files.read(folder)
    assert str(caught.value).count("\n") == 4


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("cluster-1.toml", 'label = "Klaster I"', "", "label: wajib diisi teks"),
        ("cluster-1.toml", 'label = "Klaster I"', 'label = " "', "teks yang tidak kosong"),
        ("cluster-1.toml", 'lead = "', 'leed = "', "butir 4.1 leed: kunci ini tidak dikenal"),
        ("cluster-1.toml", "two_years = true", "", "butir 4.1 two_years: tidak cocok"),
        ("cluster-1.toml", 'matrix = "share"', "", "butir 4.1 matrix: tidak cocok"),
        ("cluster-1.toml", "percentage = true", 'percentage = "ya"', "true atau false"),
        ("cluster-1.toml", 'code = "2"', 'code = "1"', "questions: 4.1 tertulis 2 kali"),
        ("cluster-1.toml", "number = 4", "number = 5", "5 tidak cocok dengan kode 4"),
        ("cluster-1.toml", 'maximum = "1"', 'maximum = "1.255"', "paling banyak dua desimal"),
        ("cluster-1.toml", 'maximum = "1"', 'maximum = "-1"', "paling banyak dua desimal"),
        ("cluster-1.toml", 'kind = "matrix"', 'kind = "matriks"', "“matriks” tidak dikenal"),
        ("cluster-1.toml", 'code = "1"', 'code = "2"', "clusters: 2 tertulis 2 kali"),
        ("cluster-1.toml", '"DP3A", "BPBD"]', '"DP3A", "DP3A"]', "DP3A tertulis 2 kali"),
        ("cluster-1.toml", "[[indicators]]", "[indicators", "bukan TOML yang benar"),
        ("instrument.toml", 'ceiling = "600"', 'ceiling = "601"', "bertumpang tindih"),
        ("instrument.toml", 'ceiling = "600"', 'ceiling = "400"', "lebih kecil daripada floor"),
        ("instrument.toml", 'kinds = ["budget"]', 'kinds = ["policy"]', "policy tertulis 2 kali"),
        ("instrument.toml", "printed-lower-number", "rounded", "“rounded” tidak dikenal"),
        ("instrument.toml", '"Disdik", ', '"Kominfo", ', "agencies: Kominfo tertulis 2 kali"),
        ("instrument.toml", "version = 1", "version = 0", "bilangan bulat positif"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    changed: Change, name: str, old: str, new: str, said: str
) -> None:
    found = findings(changed(name, old, new))
    assert any(said in one for one in found), found


def test_a_folder_without_an_instrument_is_one_error(tmp_path: Path) -> None:
    assert findings(tmp_path) == ["instrument.toml: berkas tidak ditemukan"]
    (tmp_path / "instrument.toml").write_bytes(b"\xff\xfe")
    assert findings(tmp_path) == ["instrument.toml: berkas tidak dapat dibaca sebagai teks UTF-8"]


def test_an_instrument_without_clusters_is_an_error(changed: Change) -> None:
    folder = changed("instrument.toml", "1", "1")
    for path in folder.glob("cluster-*.toml"):
        path.unlink()
    assert "kla-2024: tidak ada berkas cluster-*.toml" in findings(folder)


def test_a_folder_may_be_named_by_one_of_its_files() -> None:
    assert files.read(KLA / "cluster-1.toml") == files.read(KLA)


# --- The digest ---


def test_layout_and_comments_do_not_change_the_digest(
    changed: Change, edition: InstrumentFile
) -> None:
    changed("cluster-2.toml", 'maximum = "36"', 'maximum    = "36.00" # same')
    folder = changed("instrument.toml", "# ---", "# another comment\n\n# ---")
    assert files.digest(files.read(folder)) == files.digest(edition)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("cluster-2.toml", "perkawinan anak", "perkawinan usia anak"),
        ("cluster-2.toml", 'maximum = "10"', 'maximum = "10.01"'),
        ("instrument.toml", 'share = "0.75"', 'share = "0.7"'),
        ("instrument.toml", "version = 1", "version = 2"),
    ],
)
def test_any_change_of_content_changes_the_digest(
    changed: Change, edition: InstrumentFile, name: str, old: str, new: str
) -> None:
    assert files.digest(files.read(changed(name, old, new))) != files.digest(edition)
