"""The arrangement of a workspace, as it was last adopted.

Input: arrangement.adopted and the blob it names.
"""

from truceline.journal.arrangements import adopted, current

__all__ = ["adopted", "current"]
