import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from truceline.domain.sources import Source
from truceline.domain.workspaces import in_exercise
from truceline.publish.report.inputs import ReportInput
from truceline.publish.report.page import render
from truceline.wording import speak

VOID = {"meta", "br", "link", "img"}


class Outline(HTMLParser):
    """What a page is made of: tags with their attributes, headings, and whether all is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(params=["astana", "island", "ledgers"])
def page(request: pytest.FixtureRequest, pages: dict[str, str]) -> str:
    return pages[request.param]


def test_is_whole_html_with_ids_used_once(page: str) -> None:
    outline = Outline(page)
    assert outline.open == []
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_every_link_and_label_within_the_page_leads_somewhere(page: str) -> None:
    outline = Outline(page)
    ids = {attrs.get("id") for _, attrs in outline.tags}
    for _, attrs in outline.tags:
        if (attrs.get("href") or "").startswith("#"):
            assert (attrs["href"] or "")[1:] in ids
        for name in (attrs.get("aria-labelledby") or "").split():
            assert name in ids
    for name in re.findall(r"url\(#([^)]*)\)", page):
        assert name in ids


def test_loads_nothing_and_runs_nothing(page: str) -> None:
    outline = Outline(page)
    names = {tag for tag, _ in outline.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not [attrs for _, attrs in outline.tags if {"src", "srcset", "style"} & set(attrs)]
    assert not [name for _, attrs in outline.tags for name in attrs if name.startswith("on")]
    style = page[page.index("<style>") : page.index("</style>")]
    assert "@import" not in style
    assert set(re.findall(r"url\((.)", style)) <= {"#"}
    policy = next(a["content"] or "" for a in outline.all("meta") if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_every_picture_has_words_and_a_table(page: str) -> None:
    outline = Outline(page)
    pictures = [attrs for attrs in outline.all("svg") if attrs.get("role") == "img"]
    assert pictures
    texts = {
        name: text.strip()
        for name, text in re.findall(r'<(?:title|desc) id="([^"]*)">([^<]*)<', page)
    }
    for attrs in pictures:
        told = [texts[name] for name in (attrs["aria-labelledby"] or "").split()]
        assert len(told) == 2
        assert all(told)
    for attrs in outline.all("svg"):
        assert attrs.get("role") == "img" or attrs.get("aria-hidden") == "true"


def test_headings_go_down_one_step_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_has_landmarks_a_language_and_a_way_past_the_contents(page: str) -> None:
    outline = Outline(page)
    assert outline.all("html") == [{"lang": "en", "dir": "ltr"}]
    for landmark in ("header", "nav", "main", "footer"):
        assert len(outline.all(landmark)) == 1
    assert outline.all("a")[0]["href"] == "#main"


def test_the_first_page_has_five_answers(page: str) -> None:
    answers = page[page.index('<section id="answers"') : page.index('<section id="agreed"')]
    assert answers.count('<article class="answer">') == 5
    assert answers.count("How we know") == answers.count("What we cannot say") == 5


def test_the_same_input_gives_the_same_bytes(full: ReportInput, pages: dict[str, str]) -> None:
    assert render(full) == pages["astana"]


def test_says_both_days_and_how_to_repeat_it(pages: dict[str, str]) -> None:
    page = pages["astana"]
    assert '<time datetime="2018-03-20">20 Mar 2018</time>' in page
    assert '<time datetime="2020-12-01">1 Dec 2020</time>' in page
    assert "truceline report --about 2018-03-20" in page
    assert "ab" * 32 in page


def test_what_is_not_there_is_said_with_how_to_add_it(pages: dict[str, str]) -> None:
    page = pages["island"]
    assert "<code>truceline import counts FILE</code>" in page
    assert "<code>truceline import ucdp FILE</code>" in page


def test_tells_no_one_where_others_stand(pages: dict[str, str], full: ReportInput) -> None:
    page = pages["astana"]
    assert "must not leave" not in page
    assert "keeps watch" not in page
    assert "ours-1" not in page
    assert full.placed is not None
    for lon in full.placed.events["lon"].to_list():
        assert str(lon) not in page
    for post in full.arrangement.post:
        for degrees in (post.place.lon, post.place.lat) if post.place else ():
            assert len(str(degrees)) < 6 or str(degrees) not in page


def test_an_address_that_might_run_is_no_link(bare: ReportInput) -> None:
    bad = Source(id="bad", title="<b>Bad</b>", url="javascript:alert(1)", read="whole")
    text = replace(bare.arrangement.instrument[0], sources=("bad",))
    arrangement = replace(
        bare.arrangement, source=(*bare.arrangement.source, bad), instrument=(text,)
    )
    page = render(replace(bare, arrangement=arrangement))
    assert "javascript:" not in page
    assert "&lt;b&gt;Bad&lt;/b&gt;" in page


def test_a_language_from_right_to_left_turns_the_page(bare: ReportInput) -> None:
    speak("ar-SY")
    try:
        assert '<html lang="ar-SY" dir="rtl">' in render(bare)
    finally:
        speak("en")


def test_nothing_learned_later_is_told(full: ReportInput) -> None:
    early = date(2017, 9, 20)
    page = render(replace(full, about=early, as_known_on=early))
    told = re.sub(r"https?://[^\"]*", "", page[page.index("<main") : page.index('id="sources"')])
    # The areas were announced for six months: where the clock would run to was known.
    told = told.replace("to 15 Mar 2018", "")
    assert not re.findall(r".{60}20(?:18|19|20|21).{60}", told)


def test_a_drill_says_so_first(bare: ReportInput, pages: dict[str, str]) -> None:
    page = render(replace(bare, exercise=True, arrangement=in_exercise(bare.arrangement)))
    assert "<title>EXERCISE: " in page
    body = page[page.index("<body>") :]
    assert body.index("<strong>EXERCISE</strong>") < body.index("<h1>")
    assert "EXERCISE" not in pages["island"]


PAIRS = [
    ("ink", "paper"),
    ("soft", "paper"),
    ("accent", "paper"),
    ("ink", "wash"),
    ("soft", "wash"),
    ("ink", "land"),
    ("soft", "land"),
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_told_from_its_ground(text: str, ground: str, pages: dict[str, str]) -> None:
    themes = re.findall(r":root \{(.*?)\}", pages["island"], re.DOTALL)
    assert len(themes) == 3
    for theme in themes:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", theme))
        assert contrast(colours[text], colours[ground]) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: relative luminance of the lighter by that of the darker, 0.05 added to each."""
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
