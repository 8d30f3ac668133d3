"""The arrangements that were adopted, read out of the blobs that the record names."""

import json
from functools import lru_cache
from pathlib import Path

from truceline.domain.arrangement import Arrangement, ArrangementAdopted
from truceline.domain.facts import from_plain
from truceline.journal.blobs import Blobs
from truceline.journal.facts import facts_of
from truceline.journal.protocol import Journal

STREAM = "arrangement"


def current(journal: Journal, blobs: Blobs) -> Arrangement:
    """Return the arrangement that stands."""
    return read(blobs, adopted(journal))


def adopted(journal: Journal) -> ArrangementAdopted:
    """Return how it came to stand: the last adoption on record."""
    return facts_of(journal, STREAM, [ArrangementAdopted])[-1]


def read(blobs: Blobs, fact: ArrangementAdopted) -> Arrangement:
    """Return the arrangement that was adopted by an entry."""
    return _read(blobs.open(fact.content_sha256))


@lru_cache(maxsize=8)
def _read(file: Path) -> Arrangement:
    return from_plain(Arrangement, json.loads(file.read_text(encoding="utf-8")))
