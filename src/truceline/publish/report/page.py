"""The page: sections put into templates, the style inside, nothing loaded from anywhere."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from truceline.domain.arrangement import walk
from truceline.domain.sources import Source
from truceline.publish.arrangement import read_words
from truceline.publish.report.agreed import agreed
from truceline.publish.report.answers import answers
from truceline.publish.report.charts import short
from truceline.publish.report.clocks import clock_picture
from truceline.publish.report.counted import counted
from truceline.publish.report.ground import grounds
from truceline.publish.report.happened import happened
from truceline.publish.report.held import held
from truceline.publish.report.inputs import Asked, ReportInput, ask
from truceline.publish.report.two_ledgers import two_ledgers
from truceline.publish.report.unknown import unknown
from truceline.wording import day, direction, language, listed, number, say, say_count


def render(given: ReportInput) -> str:
    """Return the report as one HTML file; the same input gives the same bytes."""
    asked = ask(given)
    pages = _pages()
    style = _tidy(pages.get_template("style.css").render(exercise=given.exercise))
    text = pages.get_template("report.html").render(
        asked=asked,
        given=given,
        style=style,
        policy=_policy(style),
        **_sections(asked),
    )
    return _tidy(text) + "\n"


def _policy(style: str) -> str:
    """Return a policy that lets a browser use this style and load nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"style-src 'sha256-{digest}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _sections(asked: Asked) -> Mapping[str, Any]:
    texts = agreed(asked)
    counts = counted(asked)
    events = happened(asked)
    return {
        "answers": answers(asked, texts, counts, events),
        "agreed": texts,
        "clock_picture": clock_picture(asked, texts.clocks),
        "grounds": grounds(asked),
        "counted": counts,
        "happened": events,
        "two_ledgers": two_ledgers(asked),
        "held": held(asked),
        "unknown": unknown(asked, texts, counts, events),
        "sources": _sources(asked),
    }


def _pages() -> Environment:
    pages = Environment(
        loader=PackageLoader("truceline.publish.report"),
        autoescape=select_autoescape(("html", "svg")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        say=say, say_count=say_count, language=language, direction=direction, listed=listed
    )
    pages.filters.update(
        day=day,
        number=number,
        at=short,
        read=read_words,
        link=_link,
        host=_host,
        tenth=_tenth,
        code=_code,
    )
    return pages


def _link(url: str) -> str:
    """Return an address that a browser may open; nothing for one that might run something."""
    return url if url.startswith(("https://", "http://")) else ""


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _code(text: str) -> Markup:
    """Return a sentence in which what stands between backticks is set as code."""
    parts = (escape(part) for part in text.split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts)
    )


def _tenth(value: float) -> str:
    return number(value, decimals=1)


def _sources(asked: Asked) -> list[Source]:
    """Return the documents that what was known rests on, by the day of publication."""
    cited = {id_ for _, value in walk(asked.known) for id_ in _cited(value)}

    def when(source: Source) -> tuple[date, str]:
        return source.published or date.max, source.title

    return sorted((s for s in asked.known.source if s.id in cited), key=when)


def _cited(value: object) -> tuple[str, ...]:
    own = getattr(value, "source", "")
    lists = (getattr(value, "sources", ()), getattr(value, "searched", ()))
    return (*(own,) * isinstance(own, str), *lists[0], *lists[1])
