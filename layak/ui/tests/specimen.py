"""Example pages: every component with invented values, served only in tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace as Row

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, reverse

from layak.ui import charts, errors
from layak.ui.urls import urlpatterns as ours

AT = datetime(2023, 5, 30, 3, 42, tzinfo=UTC)
NAMES = ("overview", "question", "evidence", "forms")
LEVELS = (
    charts.Band("Pratama", Decimal(500), Decimal(600), "#A9683A"),
    charts.Band("Madya", Decimal(601), Decimal(700), "#828B94"),
    charts.Band("Nindya", Decimal(701), Decimal(800), "#B8890F"),
    charts.Band("Utama", Decimal(801), Decimal(900), "#1F8A84"),
    charts.Band("KLA", Decimal(901), Decimal(1000), "#46459B"),
)
MARKS = charts.Marks(Decimal(600), Decimal(592), Decimal(668), Decimal(650), Decimal("823.50"))
TODOS = (
    Row(
        title="Sebutkan UPTD PPA dan relawan P2TP2A sebagai kanal layanan",
        code="21A.4a",
        owner="UPTD PPA",
        state="belum dikerjakan",
        points=Decimal(6),
    ),
    Row(
        title="Lampirkan berita acara Musrenbang yang memuat Forum Anak",
        code="6.2",
        owner="DP3AKB",
        state="sedang diperbaiki",
        points=Decimal("5.5"),
    ),
    Row(
        title="Lengkapi rekap mekanisme cegah kekerasan, 9 kelurahan",
        code="26.4",
        owner="Kecamatan Kasemen",
        state="belum dikerjakan",
        points=Decimal("4.75"),
    ),
)
AGENCIES = (
    Row(name="DP3AKB", filled=58, evidenced=52, verified=41, all=58, points=Decimal("7.5")),
    Row(
        name="Dinas Pendidikan dan Kebudayaan",
        filled=36,
        evidenced=32,
        verified=26,
        all=36,
        points=None,
    ),
    Row(name="UPTD PPA", filled=17, evidenced=12, verified=8, all=17, points=Decimal(12)),
)


BLOCKS = (
    Row(
        name="Kelembagaan",
        about="Peraturan, Gugus Tugas, peran mitra",
        won=Decimal("108.5"),
        possible=Decimal(4),
        lost=Decimal("51.5"),
        maximum=Decimal(164),
        rows=[
            Row(
                code="1",
                name="Peraturan/kebijakan daerah tentang KLA",
                owner="Bagian Hukum, Bappeda",
                returned=1,
                won=Decimal("62.75"),
                possible=Decimal(4),
                lost=Decimal("29.25"),
                maximum=Decimal(96),
                filled=1,
                evidenced=0.81,
                verified=0.64,
            ),
            Row(
                code="3",
                name="Peran lembaga masyarakat, dunia usaha, dan media massa",
                owner="DP3AKB, Diskominfo",
                returned=0,
                won=Decimal(19),
                possible=None,
                lost=Decimal(13),
                maximum=Decimal(32),
                filled=1,
                evidenced=0.75,
                verified=0.62,
            ),
        ],
    ),
)
OPTIONS = (
    Row(value="a", label="95% atau lebih", points=Decimal(1)),
    Row(value="b", label="90% sampai 94,99%", points=Decimal("0.75")),
    Row(value="c", label="80% sampai 89,99%", points=Decimal("0.5"), tag="ditetapkan sementara"),
    Row(value="e", label="Tidak ada data", points=Decimal(0)),
)


class Person(forms.Form):
    """One of each control, with an error on the first."""

    name = forms.CharField(label="Nama", max_length=3)
    email = forms.EmailField(label="Surel", required=False, help_text="Boleh surel pribadi.")
    role = forms.ChoiceField(label="Peran", choices=[("a", "Petugas OPD"), ("b", "Pimpinan")])
    stays = forms.BooleanField(label="Tetap masuk di perangkat ini", required=False)


def _frame(current: str) -> Row:
    places = (
        ("Beranda", "house", "home"),
        ("Penilaian", "list-check", "overview"),
        ("Data dukung", "folder2-open", "evidence"),
        ("Wilayah", "map", "question"),
        ("Laporan", "file-earmark-text", "forms"),
    )
    return Row(
        city="Kota Serang",
        cycle="Siklus 2023",
        clock=Row(label="Masa perbaikan", url="#", ends=AT + timedelta(minutes=1398), at=AT),
        destinations=[
            Row(
                name=name,
                url=reverse(
                    "home" if page == "home" else "specimen",
                    args=None if page == "home" else [page],
                ),
                icon=icon,
                count=6 if page == "evidence" else None,
                current=page == current,
            )
            for name, icon, page in places
        ],
        place=["Sekretariat Gugus Tugas KLA", "DP3AKB Kota Serang"],
        initials="RS",
        user_name="Rina Suryani",
        example=False,
    )


def page(request: HttpRequest, name: str = "home") -> HttpResponse:
    context = {
        "frame": _frame(name),
        "levels": LEVELS,
        "marks": MARKS,
        "todos": TODOS,
        "agencies": AGENCIES,
        "blocks": BLOCKS,
        "options": OPTIONS,
        "crumbs": [Row(name="Penilaian", url="#")],
        "stages": [
            Row(name="Mandiri", url="#", current=False),
            Row(name="Administrasi", url="#", current=False),
            Row(name="Lapangan", url="#", current=True),
            Row(name="Final", url="#", current=False),
        ],
        "answers": [("yes", "Ya"), ("partly", "Sebagian"), ("no", "Belum")],
        "form": Person({"name": "Terlalu panjang", "role": "a"}),
        "page": Paginator(range(95), 20).page(2),
    }
    return render(request, f"ui/specimen/{name}.html", context)


def fail(request: HttpRequest, how: str) -> HttpResponse:
    """Go wrong in the way that is asked for."""
    if how == "basis-data":
        raise OperationalError("connection refused")
    if how == "isian":
        return HttpResponse(request.POST.get("name", ""))
    if how == "wewenang":
        raise PermissionDenied
    if how == "sering":
        return errors.too_many(request)
    raise RuntimeError(how)


handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
urlpatterns = [
    path("", page, name="home"),
    path("contoh/<slug:name>/", page, name="specimen"),
    path("pemberitahuan/", include("layak.notices.urls")),
    path("akun/", include("allauth.account.urls")),
    path("akun/2fa/", include("allauth.mfa.urls")),
    path("gagal/<slug:how>/", fail),
    *ours,
]
