"""Take values out of a TOML table and remember everything that is wrong with them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

# At most two digits after the point: an option's points then have at most four.
_POINTS = re.compile(r"\d{1,5}(\.\d{1,2})?", re.ASCII)
_REQUIRED = "\0"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one place of one file."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.message) if part)


class Table:
    """One TOML table. Every reading notes its own error and returns a harmless value."""

    def __init__(
        self, file: str, place: str, content: dict[str, object], findings: list[Finding]
    ) -> None:
        self.file = file
        self.place = place
        self._content = content
        self._findings = findings
        self._read: set[str] = set()
        self._inside: list[Table] = []

    def say(self, key: str, message: str) -> None:
        place = f"{self.place} {key}".strip()
        self._findings.append(Finding(self.file, place, message))

    def text(self, key: str, default: str = _REQUIRED) -> str:
        value = self._take(key)
        if value is None and default is not _REQUIRED:
            return default
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.say(key, "wajib diisi teks" if value is None else "harus teks yang tidak kosong")
        return ""

    def choice(self, key: str, choices: Collection[str], default: str = _REQUIRED) -> str:
        value = self.text(key, default)
        if value and value not in choices:
            self.say(key, f"“{value}” tidak dikenal; pilih {', '.join(filter(None, choices))}")
        return value

    def known(self, key: str, names: Collection[str]) -> str:
        """An optional reference to a name that the instrument defines."""
        value = self.text(key, "")
        if value and value not in names:
            self.say(key, f"“{value}” tidak dikenal")
        return value

    def texts(self, key: str, names: Collection[str] | None = None) -> tuple[str, ...]:
        """An optional list of texts; with ``names`` each must be one of them."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            self.say(key, "harus daftar teks")
            return ()
        for one in value:
            if names is not None and one not in names:
                self.say(key, f"“{one}” tidak dikenal")
        return tuple(value)

    def points(self, key: str) -> Decimal:
        value = self.optional_points(key)
        if value is None and key not in self._content:
            self.say(key, "wajib diisi")
        return Decimal(0) if value is None else value

    def optional_points(self, key: str) -> Decimal | None:
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, str) or not _POINTS.fullmatch(value):
            self.say(
                key, 'harus angka dalam tanda petik, paling banyak dua desimal, misalnya "1.25"'
            )
            return None
        return Decimal(value)

    def whole(self, key: str) -> int:
        value = self._take(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        self.say(key, "harus bilangan bulat positif")
        return 0

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.say(key, "harus true atau false")
        return False

    def tables(self, key: str, *, required: bool = True) -> list["Table"]:
        value = self._take(key)
        if value is None and not required:
            return []
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            self.say(key, "harus daftar tabel yang tidak kosong")
            return []
        inside = [
            Table(self.file, f"{self.place} {key}[{place}]".strip(), content, self._findings)
            for place, content in enumerate(value, start=1)
        ]
        self._inside += inside
        return inside

    def finish(self) -> None:
        """Name the keys that nobody read: a misspelt key must not be lost in silence."""
        for key in sorted(self._content.keys() - self._read):
            self.say(key, "kunci ini tidak dikenal")
        for table in self._inside:
            table.finish()

    def _take(self, key: str) -> object:
        self._read.add(key)
        return self._content.get(key)
