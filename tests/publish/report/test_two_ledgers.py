import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.publish.conftest import laid, pairs_by_hand

from truceline.domain.arrangement import Arrangement
from truceline.domain.linkage import LinkageSettings
from truceline.projections.refusals import Refusal
from truceline.projections.two_ledgers import SideBySide, compare
from truceline.publish.report.inputs import ReportInput, ask
from truceline.publish.report.page import render
from truceline.publish.report.two_ledgers import Beside, Figures, TwoLedgers, two_ledgers


@pytest.fixture(scope="module")
def found(beside: ReportInput) -> TwoLedgers:
    return two_ledgers(ask(beside))


@pytest.fixture(scope="module")
def pair(found: TwoLedgers) -> Beside:
    return next(pair for pair in found.beside if pair.names == ("north", "south"))


@pytest.fixture(scope="module")
def section(pages: dict[str, str]) -> str:
    page = pages["ledgers"]
    begins = page.index('<section id="two-ledgers"')
    return page[begins : page.index("</section>", begins)] + "</section>\n"


def test_the_first_two_ledgers_are_as_kept(
    section: str, golden: Callable[[str, str], None]
) -> None:
    golden("report/two_ledgers.html", section.split("</article>", maxsplit=1)[0])


def test_every_two_ledgers_stand_beside_each_other(found: TwoLedgers) -> None:
    assert [one.names for one in found.beside] == [
        ("north", "south"),
        ("north", "UCDP"),
        ("south", "UCDP"),
    ]


def test_says_what_of_each_the_other_has(pair: Beside) -> None:
    silent = "{} has no report at all in {} weeks, and it is not known whether it looked."
    assert pair.sentences == (
        "north has 5 reports; about 1.5 of them (0.5 to 2) are also in south.",
        "1 has no place or no date that could be compared: it is in neither number.",
        "south has 3 reports; about 1.5 of them (0.5 to 2) are also in north.",
        f"{silent.format('north', 2)} Reports of south in those weeks: 1.",
        f"{silent.format('south', 3)} Reports of north in those weeks: 3.",
    )


def test_what_is_in_both_and_in_one_only_comes_to_what_was_compared(found: TwoLedgers) -> None:
    for one in found.beside:
        for row in one.grounds:
            for own in row.figures:
                parts = [float(f.text) for f in (own.both, own.only, own.not_compared)]
                assert sum(parts) == pytest.approx(float(own.reports.text), abs=0.16)


def test_no_sum_of_two_ledgers_is_told(pair: Beside, section: str) -> None:
    first = section[: section.index("north and UCDP")]
    whole = pair.grounds[0].figures
    assert [own.reports.text for own in whole] == ["5", "3"]
    assert not re.search(r">\s*8(\.0)?\s*<| 8 reports", first)


def test_every_number_leads_to_the_reports_that_make_it(found: TwoLedgers, section: str) -> None:
    for one in found.beside:
        lists = {f"#{listed.list.id}": listed.list for listed in one.lists}
        for row in one.grounds:
            for own in row.figures:
                for figure in (own.reports, own.both, own.only, own.not_compared):
                    assert bool(figure.href) == (figure.text != "0")
                if own.reports.href:
                    held = lists[own.reports.href].rows
                    shares = sum(float(r.share) for r in held)
                    assert shares == pytest.approx(float(own.reports.text), abs=0.06)
                    both = [
                        float(r.share) * float(r.both) for r in held if r.both != "not compared"
                    ]
                    assert sum(both) == pytest.approx(float(own.both.text), abs=0.06)
    for target in re.findall(r'href="#([^"]*)"', section):
        assert f'id="{target}"' in section


def test_a_number_of_a_week_leads_to_the_first_report_of_the_week(pair: Beside) -> None:
    first = pair.weeks[0].rows[0]
    own = first.figures[0]
    assert isinstance(own, Figures)
    assert first.starts == date(2021, 4, 5)
    listed = next(one.list for one in pair.lists if one.title == "north, beside south: All places")
    assert own.both.href == f"#{listed.id}-2021-04-05" == f"#{listed.rows[0].anchor}"


def test_a_week_without_a_report_or_a_line_is_words_and_no_number(pair: Beside) -> None:
    whole = [row.figures for row in pair.weeks[0].rows]
    assert [figures[0] == "no report at all" for figures in whole] == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert [figures[1] == "no report at all" for figures in whole] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_only_ledgers_that_are_named_are_called_private(found: TwoLedgers) -> None:
    assert found.named == ("north", "south")
    assert found.withheld == 0


def test_tells_nothing_of_a_report_but_what_is_declared(section: str) -> None:
    for secret in ("must not leave", "keeps watch", "-124.7", "-19.5"):
        assert secret not in section


def test_a_ledger_whose_rows_may_not_be_handed_on_is_ids_alone(
    island: Arrangement, beside: ReportInput
) -> None:
    assert beside.placed is not None
    hidden = {"ledger": pl.col("ledger").replace("south", "acled")}
    where = laid(
        island,
        beside.placed.events.drop("has_place", "comparable", "area_distance_m").with_columns(
            **hidden
        ),
    )
    pairs = pairs_by_hand().with_columns(pl.col("ledger_a", "ledger_b").replace("south", "acled"))
    side = compare(island, where, pairs, LinkageSettings())
    for named, told in (("north",), False), (("north", "acled"), True):
        given = replace(beside, placed=where, ledgers=named, side_by_side=side)
        one = next(b for b in two_ledgers(ask(given)).beside if b.names == ("ACLED", "north"))
        rows = [
            row
            for listed in one.lists
            if listed.title.startswith("ACLED")
            for row in listed.list.rows
        ]
        assert {
            bool(row.account.days or row.account.what or row.account.place) for row in rows
        } == {told}
        assert all(row.account.report for row in rows)


def test_ledgers_that_are_not_named_are_withheld(full: ReportInput, pages: dict[str, str]) -> None:
    told = two_ledgers(ask(full))
    assert (told.beside, told.withheld) == ((), 1)
    assert "1 ledger is not shown: it is no published data set." in pages["astana"]
    assert "truceline report --ledger NAME" in pages["astana"]
    assert "1 ledger is not shown" not in pages["ledgers"]


def test_says_why_nothing_stands_side_by_side(bare: ReportInput, beside: ReportInput) -> None:
    assert two_ledgers(ask(bare)).why_not == "It takes reports of two ledgers that may be shown."
    refusal = Refusal("x.y", "Too much of {what}.", {"what": "it"})
    assert two_ledgers(ask(replace(bare, side_by_side=refusal))).why_not == "Too much of it."
    assert isinstance(beside.side_by_side, SideBySide)
    alone = replace(beside.side_by_side, pairs=())
    assert "no place or no date" in two_ledgers(ask(replace(beside, side_by_side=alone))).why_not
    assert "Ledgers are not laid side by side." in render(bare)


def test_what_is_left_out_on_purpose_says_what_was_not(pages: dict[str, str]) -> None:
    words = "but for the ledgers that are laid side by side"
    assert words in pages["ledgers"]
    assert words not in pages["astana"]
