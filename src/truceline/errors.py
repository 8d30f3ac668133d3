"""The one family of errors that we raise on purpose; anything else is a bug.

Each error has a stable `code`, its facts as data, and a last sentence that says what to do.
Only `cli` (and later `web`) turns a family into an exit status.
"""

from typing import ClassVar


class TrucelineError(Exception):
    """Base of every error raised on purpose."""

    code: ClassVar[str] = "truceline.error"
    text: ClassVar[str] = "Something went wrong."

    def __init__(self, **facts: object) -> None:
        super().__init__(self.text.format(**facts))
        self.facts = facts


class BadInput(TrucelineError):
    """What was handed in cannot be read as what it claims to be."""


class Refused(TrucelineError):
    """The question or the act is against the rules; asking again will not help."""


class Conflict(TrucelineError):
    """Someone else's change came first."""


class NotFound(TrucelineError):
    """The thing named is not held here."""


class Unsafe(TrucelineError):
    """Going on could lose or damage what is held; nothing more was written."""
