"""The labelled texts that stand in the package: ``corpus/*.jsonl``."""

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from layak.filing.lexicon import FOLDER as KNOWLEDGE_FOLDER
from layak.filing.suggestion import Document

FOLDER = Path(__file__).parent / "corpus"
HOLDOUT = FOLDER / "holdout.jsonl"
PROBE = FOLDER / "probe.jsonl"
SECOND = FOLDER / "second.jsonl"
SECOND_SEEN = FOLDER / "second_seen.jsonl"
UNLEARNED = (HOLDOUT, PROBE, SECOND, SECOND_SEEN)
DEVELOPMENT = FOLDER / "dev.jsonl"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "snowballstemmer")


def read(path: Path) -> list[Document]:
    """The documents of one file, one JSON object a line."""
    documents = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            raw = json.loads(line)
            documents.append(
                Document(
                    key=raw["id"],
                    text=raw["text"],
                    indicator=raw["indicator"],
                    also=frozenset(raw.get("also", ())),
                    genre=raw.get("genre", ""),
                    noisy=bool(raw.get("noisy")),
                    hard=bool(raw.get("hard")),
                )
            )
    return documents


def training_documents() -> list[Document]:
    """Everything that may be learned from: all files but the hold-outs and the probe."""
    paths = sorted(path for path in FOLDER.glob("*.jsonl") if path not in UNLEARNED)
    return [document for path in paths for document in read(path)]


def write(documents: Iterable[Document], path: Path) -> None:
    """Documents as ``read`` reads them."""
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            raw = {
                "id": document.key,
                "indicator": document.indicator,
                "also": sorted(document.also),
                "genre": document.genre,
                "noisy": document.noisy,
                "hard": document.hard,
                "text": document.text,
            }
            file.write(json.dumps(raw, ensure_ascii=False) + "\n")


def fingerprint(documents: Iterable[Document]) -> str:
    """A digest of the documents, the knowledge, and the code and libraries that learn from them."""
    digest = hashlib.sha256()
    for path in sorted((*KNOWLEDGE_FOLDER.glob("*.toml"), *Path(__file__).parent.glob("*.py"))):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    for document in sorted(documents, key=lambda d: (d.key, d.text)):
        also = sorted(document.also)
        digest.update(json.dumps([document.key, document.indicator, also, document.text]).encode())
    return digest.hexdigest()
