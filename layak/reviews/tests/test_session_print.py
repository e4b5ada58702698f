"""The annex holds all that was noted, and the paper says what the pages say."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from layak.documents.plain import SignatureBlock
from layak.documents.reading import read
from layak.reviews import session_asking, session_children, sessions
from layak.reviews.session_checks import add_photo
from layak.reviews.session_lines import Person
from layak.reviews.session_models import FieldSession
from layak.reviews.session_printing import summary_of
from layak.reviews.session_summary import write_summary
from layak.reviews.tests.session_make import (
    CHILDREN,
    LATER,
    make_check,
    make_session,
    ministry_of,
    photo_file,
    raise_question,
)
from layak.reviews.tests.test_session_children import THREE
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def held(world: World, folder: Path) -> FieldSession:
    """A session in which something of everything was noted."""
    session, ministry = make_session(world), ministry_of(world)
    sessions.propose_agenda(session, time(9), 45, actor=ministry, at=LATER)
    people = [Person("Siti Rahma", "Dinas Kesehatan", "Kabid"), Person("Joko", "Polres")]
    sessions.note_many(session, people, actor=world.secretariat, at=LATER)
    question = raise_question(session, world)
    session_asking.reply(question, "112 dan UPTD PPA.", actor=world.officer, at=LATER)
    raise_question(session, world, "12.1")
    photo = photo_file(folder, taken="2023:05:29 10:15:00")
    add_photo(make_check(session, world), photo, actor=ministry, at=LATER)
    return session


def printed(world: World, session: FieldSession) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.leader)
    answer = client.get(reverse("session-summary", args=[session.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    return " ".join(read(answer.content, "lampiran.pdf").text.split())


def test_the_annex_holds_all_that_was_noted(world: World, tmp_path: Path) -> None:
    text = printed(world, held(world, tmp_path))
    for said in (
        "Lampiran Berita Acara Sesi Verifikasi Lapangan Kota Serang Tahun 2023",
        "29 Mei 2023",
        "09.00 sampai 15.00 WIB",
        "Blok 1: Nama blok 1",
        "Hadir 2 orang.",
        "Siti Rahma",
        "2 pertanyaan, 1 belum dijawab.",
        "112 dan UPTD PPA. (Dinas Kependudukan dan Pencatatan Sipil, Oki Petugas,",
        "Belum dijawab.",
        "Kantor kelurahan, Kelurahan Serang",
        "29 Mei 2023 pukul 10.15 WIB",
    ):
        assert said in text, said


def test_the_annex_of_the_children_counts_and_names_nobody(world: World) -> None:
    session, ministry = make_session(world, CHILDREN), ministry_of(world)
    seen = session_children.version_of(session_children.counted(session))
    session_children.count(session, THREE, seen=seen, actor=ministry, at=LATER)
    note = session_children.add_note(
        session, "Minta taman bermain.", cluster=None, actor=ministry, at=LATER
    )
    gone = session_children.add_note(
        session, "Terlalu rinci.", cluster=None, actor=ministry, at=LATER
    )
    session_children.withdraw(gone, actor=ministry, at=LATER)
    text = printed(world, session)
    assert note.text in text
    assert "Terlalu rinci." not in text
    assert "Jumlah 12 10 22" in text
    assert "Nama anak tidak dicatat." in text
    assert "Daftar hadir" not in text


def test_the_same_notes_give_the_same_document_in_any_language(
    world: World, tmp_path: Path
) -> None:
    session = held(world, tmp_path)
    first = write_summary(summary_of(session, at=LATER))
    with translation.override("en"):
        assert write_summary(summary_of(session, at=LATER)) == first


def test_the_annex_bears_the_name_of_its_award(world: World, tmp_path: Path) -> None:
    summary = summary_of(held(world, tmp_path), at=LATER)
    assert summary.award == "FORM"
    annex = write_summary(replace(summary, award="APE"))
    assert annex.letterhead == ("Evaluasi Anugerah Parahita Ekapraya", world.city.name)
    signed = [one for one in annex.blocks if isinstance(one, SignatureBlock)]
    assert signed[-1].office == f"Penanggung jawab APE {world.city.name}"
