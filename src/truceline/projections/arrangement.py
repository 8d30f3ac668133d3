"""The arrangement of a workspace, as it was last adopted, with what was decided since.

Input: arrangement.adopted and the blob it names; motions and votes.
"""

from truceline.domain.arrangement import Arrangement
from truceline.journal.arrangements import adopted
from truceline.journal.blobs import Blobs
from truceline.journal.protocol import Journal
from truceline.projections.decisions import decided

__all__ = ["adopted", "current"]


def current(journal: Journal, blobs: Blobs) -> Arrangement:
    """Return the arrangement that stands, with what motions decided by the last entry."""
    return decided(journal, blobs).arrangement
