"""What is found, by whom, in which order; and that nobody finds what is not theirs."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments.tests.make import AT, answer_of, fill, make_evidence, make_sheet, put
from layak.evidence.models import Evidence, Facts, FileText
from layak.evidence.privacy import PersonalData
from layak.organizations.models import Organization
from layak.search import finding, services
from layak.search.labels import reach_of
from layak.search.models import Entry, Word
from layak.search.queries import Hits, search
from layak.search.tests.make import BIRTH, FORUM, make_found
from layak.search.wanted import read_wanted
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
MINUTES = itertools.count()


@pytest.fixture
def world() -> World:
    return make_world()


def look(world: World, text: str, who: str = "secretariat", **filters: str) -> Hits:
    user = world.people[who]
    wanted = read_wanted({"kata": text, **filters})
    return search(user, reach_of(user), wanted, f"{next(MINUTES)}")


def names(hits: Hits) -> list[str]:
    return [hit.document.name for hit in hits.hits if hit.document]


def test_other_forms_of_a_word_are_found_and_the_page_is_shown(world: World) -> None:
    make_found(world, "Rekap.pdf", ["Pengantar.", f"{BIRTH} <script>"])
    (hit,) = look(world, "dilahirkan kutipan").hits
    assert hit.page == 2
    assert [part.text for part in hit.fragments if part.found] == ["kutipan", "kelahiran"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"forum anak"', True),
        ('"anak forum"', False),
        ('"rapat forum anak"', True),
        ('"hak anak dan suara anak"', True),
        ('"hak anak suara anak"', False),
        ('"hak suara"', False),
        ('notulen "suara anak"', True),
        ('-"suara anak" notulen', False),
        ('-"anak suara" notulen', True),
        ("forum -notulen", False),
        ("FORUM suara", True),
        ("sekolah", False),
    ],
)
def test_phrases_and_exclusions(world: World, text: str, found: bool) -> None:
    make_found(world, "A.pdf", [FORUM])
    assert bool(look(world, text).hits) is found


def test_abbreviations_work_both_ways(world: World) -> None:
    make_found(world, "Pendek.pdf", ["Sebanyak 12 SRA dibina."])
    make_found(world, "Panjang.pdf", ["Sebanyak 12 sekolah ramah anak dibina."])
    assert set(names(look(world, "SRA"))) == {"Pendek.pdf", "Panjang.pdf"}
    assert set(names(look(world, "sekolah ramah anak"))) == {"Pendek.pdf", "Panjang.pdf"}


def test_a_decree_is_found_by_its_number_however_it_is_written(world: World) -> None:
    make_found(world, "SK.pdf", ["Isi."], number="463/Kep.12-Huk/2022", kind="decree")
    assert names(look(world, "463/kep.12-huk/2022")) == ["SK.pdf"]
    assert names(look(world, "463 kep 12")) == ["SK.pdf"]
    assert not look(world, "12/kep.463").hits


def test_a_name_comes_before_a_text_and_the_newer_name_is_no_better(world: World) -> None:
    make_found(world, "Laporan.pdf", ["akta kelahiran " * 50])
    make_found(world, "Akta kelahiran.pdf", ["Isi."])
    assert names(look(world, "akta kelahiran")) == ["Akta kelahiran.pdf", "Laporan.pdf"]


def test_a_code_finds_what_lies_under_the_question(world: World) -> None:
    sheet = make_sheet(world)
    put(answer_of(sheet, "4.1"), make_found(world, "Di sini.pdf"))
    make_found(world, "Di tempat lain.pdf")
    found = look(world, "4.1")
    assert names(found) == ["Di sini.pdf"]
    assert [answer.question.code for answer in found.questions] == ["4.1"]
    assert names(look(world, "4.1 akta")) == ["Di sini.pdf"]
    assert not look(world, "4.1 sekolah").hits


def test_notes_on_answers_are_found(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1", note="Kegiatan jemput bola ke panti.")
    services.catch_up()
    (hit,) = look(world, "jemput panti").hits
    assert hit.answer is not None
    assert hit.answer.question.code == "4.1"
    label = hit.answer.question.label
    (by_title,) = look(world, f'"{label}"').hits
    assert [part.text for part in by_title.fragments] == ["Kegiatan jemput bola ke panti."]
    fill(sheet, "4.1", note="")
    services.catch_up()
    assert not look(world, "jemput panti").hits


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("secretariat", True),
        ("officer", True),
        ("verifier", True),
        ("leader", True),
        ("operator", False),
        ("stranger", False),
    ],
)
def test_only_who_may_read_a_document_finds_it(world: World, who: str, sees: bool) -> None:
    make_found(world, "Rahasia kota.pdf", [BIRTH])
    assert bool(look(world, "akta kelahiran", who).hits) is sees
    # Nor does a mistyped word tell that it is there.
    assert bool(look(world, "kelahirann kutipann", who).instead) is sees


def test_who_sees_a_document_here_sees_it_everywhere_and_nobody_else(world: World) -> None:
    """The rule of the search, judged on rows that are at hand, is that of the documents."""
    for office in (world.civil, world.health, world.village, world.city):
        evidence = make_found(world, f"{office.pk}.pdf")
        Evidence.objects.filter(pk=evidence.pk).update(organization=office)
    services.catch_up()
    for user in world.people.values():
        reach = reach_of(user)
        seen = {
            row
            for row in Evidence.objects.all()
            if reach and reach.sees(row.city_id, row.organization_id)
        }
        assert seen == set(Evidence.objects.visible_to(user)), user
        assert seen == (set(reach.documents()) if reach else set()), user
        assert len(names(search(user, reach, read_wanted({"kata": "akta"}), "now"))) == len(seen)


def test_a_kelurahan_finds_what_it_handed_in_itself(world: World) -> None:
    evidence = make_found(world, "Foto posyandu.pdf", ["Posyandu melati."])
    Evidence.objects.filter(pk=evidence.pk).update(organization=world.village)
    services.catch_up()
    assert names(look(world, "melati", "operator")) == ["Foto posyandu.pdf"]


def test_the_quick_cut_never_shows_what_is_not_visible(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with labels that claim too much, everything passes ``visible_to``."""
    make_found(world, "Punya Serang.pdf", [BIRTH])
    cilegon = Organization.objects.get(pk=world.other_city.pk)
    entry = Entry.objects.get()
    Entry.objects.filter(pk=entry.pk).update(
        head=f"':document' ':city{cilegon.pk}' 'akta'",
        terms=f"':document' ':city{cilegon.pk}' 'akta':1",
    )
    assert not look(world, "akta", "stranger").hits


def test_the_text_of_a_restricted_document_is_found_only_by_who_may_open_it(world: World) -> None:
    evidence = make_found(world, "Daftar siswa.pdf", ["Daftar akta siswa dengan NIK."])
    PersonalData.objects.create(evidence=evidence, identities=1, found_at=AT)
    for _ in range(2):  # before and after the index knows of it
        assert look(world, "siswa", "secretariat").hits
        assert look(world, "siswa", "officer").hits
        assert not look(world, "siswa", "leader").hits
        assert services.catch_up() in {services.Caught(1, 0), services.Caught(0, 0)}
    PersonalData.objects.update(cleared_at=AT)
    services.catch_up()
    assert look(world, "siswa", "leader").hits


def test_a_passage_tells_no_personal_data_of_a_restricted_document(world: World) -> None:
    page = "Daftar siswa. Budi Contoh, NIK 3673014203160001, lahir 2 Maret 2016, penerima KIA."
    evidence = make_found(world, "Daftar siswa.pdf", [page])
    PersonalData.objects.create(evidence=evidence, identities=1, births=1, found_at=AT)
    services.catch_up()
    (hit,) = look(world, "siswa penerima", "secretariat").hits
    told = "".join(part.text for part in hit.fragments)
    assert "penerima" in told
    assert "3673" not in told
    assert "Maret" not in told


def test_filters_narrow_what_is_found(world: World) -> None:
    found = make_found(world, "A.pdf", [BIRTH], kind="report", first_year=2021, last_year=2022)
    make_found(world, "B.pdf", [BIRTH])
    put(answer_of(make_sheet(world), "4.1"), found)
    office = str(world.civil.pk)
    for filters in (
        {"jenis": "report"},
        {"periode": "2021"},
        {"indikator": "4"},
        {"status": "dipakai"},
        {"opd": office, "periode": "2022"},
    ):
        assert names(look(world, "akta", **filters)) == ["A.pdf"], filters
        assert not look(world, "akta", **{**filters, "indikator": "12"}).hits
    assert names(look(world, "akta", status="belum")) == ["B.pdf"]
    assert not look(world, "akta", periode="2020").hits


def test_a_mistyped_word_is_offered_as_it_should_be(world: World) -> None:
    make_found(world, "A.pdf", [BIRTH])
    assert look(world, "kutipan kelahrian").instead == "kutipan kelahiran"
    assert look(world, "xyzzy").instead == ""


def test_an_unfinished_word_is_completed(world: World) -> None:
    make_found(world, "A.pdf", [BIRTH])
    assert names(look(world, "kutipan kelahi")) == ["A.pdf"]
    assert not look(world, "kutipan kelahi ").hits


def test_words_of_an_erased_document_are_forgotten(world: World) -> None:
    make_found(world, "A.pdf", [BIRTH])
    make_found(world, "Rahasia.pdf", ["Kutipan milik Wulandari."]).delete()
    assert Word.objects.filter(word="wulandari").exists()
    services.forget_words()
    assert not Word.objects.filter(word="wulandari").exists()
    assert look(world, "kutipan kelahrian").instead == "kutipan kelahiran"


def test_what_changes_is_entered_anew(world: World) -> None:
    evidence = make_found(world, "A.pdf", ["Kosong."])
    assert services.catch_up() == services.Caught(0, 0)
    FileText.objects.filter(file=evidence.file_id).update(pages=[BIRTH])
    Facts.objects.create(evidence=evidence, read_at=AT, number="12/2022")
    assert services.catch_up() == services.Caught(1, 0)
    assert names(look(world, "akta 12/2022")) == ["A.pdf"]
    evidence.delete()
    assert not Entry.objects.exists()


def test_pages_follow_each_other_without_gap_or_repetition(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PER_PAGE", 3)
    monkeypatch.setattr(finding, "STACK", 4)
    for number in range(11):
        name = f"Akta {number}.pdf" if number % 4 == 0 else f"Berkas {number}.pdf"
        make_evidence(world, name, pages=["akta " * (number % 3 + 1)])
    services.catch_up()
    after, seen, sizes = "", [], []
    for _ in range(10):
        hits = look(world, "akta", sesudah=after)
        seen += names(hits)
        sizes.append(len(hits.hits))
        after = hits.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 11
    assert sizes == [3, 3, 3, 2]
    assert all(name.startswith("Akta") for name in seen[:3])


def test_the_page_marks_words_and_escapes_everything(client: Client, world: World) -> None:
    make_found(world, "<b>Nama</b>.pdf", ["kutipan <script>alert(1)</script> akta"])
    client.force_login(world.secretariat)
    page = client.get(reverse("search"), {"kata": 'akta "><script>'}).content.decode()
    assert "<script>alert" not in page
    page = client.get(reverse("search"), {"kata": "akta"}).content.decode()
    assert "<mark>akta</mark>" in page
    assert "&lt;script&gt;alert" in page
    assert "&lt;b&gt;Nama&lt;/b&gt;" in page


@pytest.mark.parametrize("after", ["x", "0~~", "1~_~_", "0~2023-01-01T00:00:00+00:00_x~", "9~~1_1"])
def test_an_invented_page_key_is_the_first_page(client: Client, world: World, after: str) -> None:
    make_found(world, "A.pdf")
    client.force_login(world.secretariat)
    for text in ("akta", ""):
        got = client.get(reverse("search"), {"kata": text, "sesudah": after})
        assert got.status_code == 200
    assert names(look(world, "akta", sesudah=after)) == ["A.pdf"]


def test_without_words_the_page_is_the_library(client: Client, world: World) -> None:
    evidence = make_found(world, "A.pdf", kind="decree", first_year=2022, last_year=2022)
    put(answer_of(make_sheet(world), "4.1"), evidence)
    client.force_login(world.secretariat)
    page = client.get(reverse("search")).content.decode()
    for shown in ("Surat keputusan", "Disdukcapil", "2022", "dipakai dalam 1 jawaban"):
        assert shown in page
    page = client.get(reverse("search"), {"jenis": "report"}).content.decode()
    assert "A.pdf" not in page
