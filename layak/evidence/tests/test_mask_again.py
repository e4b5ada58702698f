"""Masked copies: one that covers too little is made anew, one that is being made says so."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from layak.assessments.tests.make import make_evidence
from layak.evidence import masked
from tests.world import make_world

DIGEST = "ab" * 32


def test_an_older_copy_is_not_handed_out_and_goes_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    older = tmp_path / "masked" / "ab" / f"{DIGEST}.pdf"
    older.parent.mkdir(parents=True)
    older.write_bytes(b"%PDF")
    assert not masked.place(DIGEST).exists()
    masked.place(DIGEST).write_bytes(b"%PDF")
    other = older.with_name(f"{'cd' * 32}.pdf")
    other.write_bytes(b"%PDF")
    masked.forget(DIGEST)
    assert list(older.parent.iterdir()) == [other]


@pytest.mark.django_db
def test_a_copy_that_is_being_made_says_so_and_is_not_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    world = make_world()
    evidence = make_evidence(world, "Daftar siswa.pdf")
    client = Client()
    client.force_login(world.secretariat)
    address = reverse("evidence-masked", args=[evidence.pk])
    assert "Buatkan salinan" in client.get(address).text
    page = client.post(address, follow=True).text
    assert "sedang dibuat" in page
    assert "Buatkan salinan" not in page
    with connection.cursor() as cursor:  # as when the worker has ended it without a copy
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert "Buatkan salinan" in client.get(address).text
    made = masked.place(evidence.file_id)
    made.parent.mkdir(parents=True)
    made.write_bytes(b"%PDF")
    assert "Unduh salinan tersamar" in client.get(address).text
