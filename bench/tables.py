"""Tables in Markdown, aligned so that they read as plain text, too."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table, its first column aligned left and the others right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        aligned = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
        return f"| {' | '.join(aligned)} |"

    first, *rest = widths
    rule = f"|{'-' * (first + 2)}|{''.join('-' * (width + 1) + ':|' for width in rest)}"
    return "\n".join([line(head), rule, *map(line, rows)])
