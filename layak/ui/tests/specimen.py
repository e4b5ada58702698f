"""Example pages: every component with invented values, served only in tests."""

from decimal import Decimal
from types import SimpleNamespace as Row

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from layak.ui import charts
from layak.ui.urls import urlpatterns as ours

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
        clock=Row(label="Masa perbaikan", remaining="23 jam 18 menit"),
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
    }
    return render(request, f"ui/specimen/{name}.html", context)


urlpatterns = [
    path("", page, name="home"),
    path("contoh/<slug:name>/", page, name="specimen"),
    *ours,
]
