"""A page of text for a terminal: headings, sentences, bullets."""

import textwrap

_WIDTH = 96


class Page:
    """Text that is built line by line."""

    def __init__(self, title: str) -> None:
        self._lines = [title, "=" * len(title)]

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._lines += ["", text, "-" * len(text)]

    def line(self, text: str, *, indent: int = 0) -> None:
        """Add a sentence, wrapped."""
        self._lines += textwrap.wrap(
            text,
            _WIDTH,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + 2),
            break_long_words=False,
            break_on_hyphens=False,
        )

    def bullet(self, text: str, *, indent: int = 0) -> None:
        """Add an item of a list."""
        self.line(f"- {text}", indent=indent)

    def verbatim(self, text: str) -> None:
        """Add text whose lines stay as they are, set off by four spaces."""
        self._lines += [f"    {line}".rstrip() for line in text.splitlines()]

    def gap(self) -> None:
        """Add an empty line."""
        self._lines.append("")

    def __str__(self) -> str:
        """Return the whole page."""
        return "\n".join(self._lines) + "\n"
