"""Mean probability against the share that is true, as an SVG file for the manual."""

from collections.abc import Sequence
from pathlib import Path

SIDE, EDGE = 320, 46


def draw(file: Path, points: Sequence[tuple[float, float, int]]) -> None:
    """Draw bands of pairs: mean probability, share that is true, how many pairs."""
    ticks = "".join(_tick(n / 5) for n in range(6))
    most = max(count for _, _, count in points)
    dots = "".join(
        f'<circle cx="{_x(said):.1f}" cy="{_y(true):.1f}" r="{3 + 7 * (count / most) ** 0.5:.1f}">'
        f"<title>{count:,} pairs, mean {said:.2f}, true {true:.2f}</title></circle>"
        for said, true, count in points
    )
    whole = SIDE + 2 * EDGE
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="#222">'
        f"<title>Mean probability of pairs against the share that is true</title>"
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>{ticks}'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#888" stroke-dasharray="4 4"/>'
        f'<g fill="#0b5394" fill-opacity=".75">{dots}</g>'
        f'<text x="{_x(0.5)}" y="{whole - 8}" text-anchor="middle">said: mean probability</text>'
        f'<text transform="translate(14 {_y(0.5)}) rotate(-90)" text-anchor="middle">'
        f"true: share</text>"
        f'<text x="{_x(0.03)}" y="{_y(0.95)}" fill="#555">dashed: as often true as said</text>'
        "</svg>\n",
        encoding="utf-8",
    )


def _x(value: float) -> float:
    return EDGE + SIDE * value


def _y(value: float) -> float:
    return EDGE + SIDE * (1 - value)


def _tick(value: float) -> str:
    return (
        f'<path d="M{_x(value)} {_y(0)}V{_y(1)}M{_x(0)} {_y(value)}H{_x(1)}" stroke="#ddd"/>'
        f'<text x="{_x(value)}" y="{_y(0) + 16}" text-anchor="middle">{value:.1f}</text>'
        f'<text x="{_x(0) - 6}" y="{_y(value) + 4}" text-anchor="end">{value:.1f}</text>'
    )
