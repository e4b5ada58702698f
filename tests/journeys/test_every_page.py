"""Every page of the demo, found by following links, seen at two widths in two languages.

Whatever page a person can reach has to fit a desk and a phone, pass axe-core, and be refused
nothing by the browser. A page of the permission table that no link leads to is named here.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from selenium.webdriver.support.ui import WebDriverWait

from tests.journeys.walking import Walker, needs_a_browser
from tests.permission_table import ROWS

pytestmark = [pytest.mark.browser, *needs_a_browser]

# The first hands over a document, so that the pages about it are there to be found.
GIVER = "sekretariat@serang.contoh.id"
PEOPLE = (
    GIVER,
    "admin@serang.contoh.id",
    "disdukcapil@serang.contoh.id",
    "kasunyatan@serang.contoh.id",
    "kepala.dinkes@serang.contoh.id",
    "verifikator.kementerian@serang.contoh.id",
    "verifikator.banten@serang.contoh.id",
    "pimpinan@serang.contoh.id",
)
# Reached by other ways than a link: bytes and pictures, probes, one-time secrets; and the list of
# sheets, which leads straight to the sheet where there is only one.
NOT_PAGES = {
    *("evidence-file", "evidence-page", "health-live", "invitation-accept", "assessment-list"),
    *("facility-export", "facility-template", "measure-export", "measure-template"),
    *("worklist-sheet", "worklist-letter", "answer-matrix-template", "trail-export"),
    *("snapshot-file", "snapshot-letter", "session-summary", "session-photo-file"),
    *("evidence-masked-file", "package", "rendering-file", "signed-copy", "past-items-blank"),
}
# Not in this story: another stage of the sheet, the nation's own administrator, a file that is
# being imported, a session that was held, a report, a plan, a document with personal data, a
# follow-up that is done; and what a person sees on a page that another has opened before.
NOT_IN_THE_STORY = {
    *("approval-list", "submit", "review-finish", "cycle-add", "measure-import-file"),
    *("session", "session-change", "session-check", "session-check-add", "session-checks"),
    *("session-children", "session-photo", "session-presence", "session-presence-paste"),
    *("session-question", "session-questions", "session-add", "review-accept"),
    *("rendering", "rendering-sign", "report-province", "plan", "evidence-masked"),
    "follow-up-take-up",
}
LINKS = """
return [...document.querySelectorAll("main a[href], nav a[href], header a[href], footer a[href]")]
  .map((one) => one.href.split("#")[0]);
"""


def name_of(address: str, site: str) -> str | None:
    """The URL name a link leads to; None outside the site."""
    if not address.startswith(site):
        return None
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def explore(walker: Walker, known: set[str]) -> dict[str, str]:
    """Follow links from the first page and look at each page not yet known; return where it was."""
    found: dict[str, str] = {}
    walker.browser.get(f"{walker.site}/")
    addresses = walker.browser.execute_script(LINKS)
    while addresses:
        address = addresses.pop(0)
        name = name_of(address, walker.site)
        if name and name not in NOT_PAGES | known | found.keys() and "logout" not in name:
            found[name] = address
            look(walker, address, "id")
            addresses += walker.browser.execute_script(LINKS)
    return found


def look(walker: Walker, address: str, language: str) -> None:
    walker.open(address.removeprefix(walker.site))
    assert walker.language() == language, address


def hand_over(walker: Walker, folder: Path) -> None:
    """Hand over a document by the script of the upload page, and see that it is filed."""
    walker.open("/")
    sheet = next(
        address
        for address in walker.browser.execute_script(LINKS)
        if name_of(address, walker.site) == "assessment"
    )
    name = f"Rekap akta {walker.screen}.txt"
    text = f"Rekap kutipan akta kelahiran dan Kartu Identitas Anak, Disdukcapil, {walker.screen}. "
    (folder / name).write_text(text * 20, encoding="utf-8")
    walker.browser.get(f"{sheet.split('?')[0]}serahkan/")
    walker.browser.find_element("id", "files").send_keys(str(folder / name))
    # Once all is received the page leads on by itself to what becomes of each file.
    WebDriverWait(walker.browser, 60).until(
        lambda _: " 1 berkas selesai dibaca" in f" {said(walker)}".replace("0 dari 1", "")
    )
    assert name in walker.look()


def said(walker: Walker) -> str:
    """What the page at hand says now."""
    return walker.browser.find_element("tag name", "main").text.replace("\n", " ")


def test_every_page_fits_and_passes_in_both_languages(walker: Walker, tmp_path: Path) -> None:
    seen: set[str] = set()
    for email in PEOPLE:
        walker.sign_in(email)
        if email == GIVER:
            hand_over(walker, tmp_path)
        pages = explore(walker, seen)
        walker.speak("en")
        for address in pages.values():
            look(walker, address, "en")
        seen |= pages.keys()
        walker.browser.delete_all_cookies()
    unlinked = (
        {row.name for row in ROWS if row.method == "get"} - seen - NOT_PAGES - NOT_IN_THE_STORY
    )
    assert unlinked == set(), "no link leads there"
