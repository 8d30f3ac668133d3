"""`truceline motion`: what delegates put forward, vote on and write down."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import click

from truceline.actions import decisions as actions
from truceline.actions import delegates
from truceline.actions.decisions import Draft
from truceline.actions.delegates import Delegate
from truceline.assembly import Workspace
from truceline.cli.options import Day, as_json, in_workspace
from truceline.domain.mandates import term_of
from truceline.domain.motions import Ballot, MotionKind
from truceline.domain.periods import Moment, instant
from truceline.domain.terms import clock
from truceline.intake.shapes import read_outline
from truceline.journal.workspaces import is_exercise
from truceline.projections import datasets, proposals
from truceline.projections import decisions as projections
from truceline.publish import decisions as publish
from truceline.publish import motions as publish_motions
from truceline.publish import proposal_map
from truceline.publish import proposals as publish_proposals
from truceline.publish.exports import save
from truceline.wording import say


class _Instant(click.ParamType[Moment]):
    """A day of the calendar, which is its first moment, or an instant; ISO 8601."""

    name = "moment"

    def convert(
        self, value: str | Moment, param: click.Parameter | None, ctx: click.Context | None
    ) -> Moment:
        """Return the moment; anything else is wrong use."""
        if isinstance(value, date):
            return value
        try:
            return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is no moment. Write 2018-03-15 or 2018-03-15T18:00.", param, ctx)


_FILE = click.Path(path_type=Path, dir_okay=False)
_HELD = click.Path(path_type=Path, dir_okay=False, exists=True)
_party = click.option("--party", required=True, help="Id of the party that acts.")
_key = click.option("--key", type=_FILE, help="File with its private key, if not in keys/.")
_on = click.option(
    "--on",
    type=Day(),
    show_default="the last day on record",
    help="Show how things stood when this day ended.",
)


@click.group()
def motion() -> None:
    """Put forward, vote and write down; the software itself does none of these.

    Each act is signed with the key of the delegate whose act it is.
    """


@motion.command()
@in_workspace
@_party
@click.option("--replace", is_flag=True, help="Make a new key; the old one signs that it is meant.")
def key(workspace: Workspace, party: str, *, replace: bool) -> None:
    """Make a key for the delegate of a party, and record its public half."""
    fact = actions.make_key(workspace.desk, party, workspace.delegate_keys, replacing=replace)
    click.echo(
        say(
            "The key of {party} is on record: {key}. Read it aloud across the table. The private "
            "half is {file}; give it to the delegate and to nobody else.",
            party=party,
            key=fact.key,
            file=delegates.key_file(workspace.delegate_keys, party),
        )
    )


@motion.command(name="open")
@in_workspace
@click.argument("kind", type=click.Choice(get_args(MotionKind)))
@click.argument("name")
@_party
@_key
@click.option("--text", default="", help="What is to be decided; a draft where a term is extended.")
@click.option("--text-file", type=_HELD, help="File with the text, in UTF-8.")
@click.option("--deadline", type=_Instant(), help="Votes received before it count.")
@click.option("--instrument", default="", help="Id of the text under which it is decided.")
@click.option("--to", default="", help="The boundary to be replaced, or the new policy.")
@click.option("--proposal", default="", help="The outline to be adopted.")
@click.option("--revises", default="", help="Id of your own motion whose text this replaces.")
def open_(workspace: Workspace, party: str, key: Path | None, **asked: Any) -> None:  # noqa: ANN401  click's values
    """Open a motion of a KIND about the term, area, post, party or text NAME.

    Exits with 1 if the motion breaks a rule.
    """
    draft = _draft(workspace, **asked)
    fact = actions.open_motion(workspace.desk, _delegate(workspace, party, key), draft)
    click.echo(
        say(
            "{motion} is open, over the text {hash}. Next: truceline motion show {motion}",
            motion=fact.motion,
            hash=fact.hash()[:12],
        )
    )


def _draft(
    workspace: Workspace,
    *,
    text: str,
    text_file: Path | None,
    deadline: Moment | None,
    **asked: Any,  # noqa: ANN401  click's values
) -> Draft:
    held = actions.docket(workspace.desk)
    if text_file is not None:
        text = text_file.read_text(encoding="utf-8")
    elif not text and asked["kind"] == "extend-term":
        text = _ready(workspace, asked["name"])
    zone = ZoneInfo(held.held.zone)
    until = None if deadline is None else instant(deadline, zone)
    return Draft(text=text, deadline=until, **asked)


def _ready(workspace: Workspace, name: str) -> str:
    """Return the draft that lies ready for extending a term."""
    desk = workspace.desk
    decided = _decided(workspace, desk.today())
    known = decided.arrangement
    stands = clock(term_of(known, name), known.act, about=desk.today())
    return publish.draft(known, stands)


@motion.command()
@in_workspace
@click.argument("motion_id", metavar="MOTION")
@click.argument("ballot", type=click.Choice(get_args(Ballot)))
@_party
@_key
@click.option(
    "--over", required=True, help="Hash of the text you read: its first 8 digits or more."
)
@click.option("--text", default="", help="Your objection, reservation or reason.")
def vote(
    workspace: Workspace,
    motion_id: str,
    ballot: Ballot,
    party: str,
    key: Path | None,
    **words: str,
) -> None:
    """Vote on MOTION with a BALLOT; until the deadline the last vote counts.

    Exits with 1 if the text is another one by now, or the vote comes too late.
    """
    actions.vote(
        workspace.desk,
        _delegate(workspace, party, key),
        motion_id,
        ballot,
        over=words["over"],
        text=words["text"],
    )
    click.echo(
        say(
            "The vote of {party} on {motion} is on record: {ballot}. Until the deadline another "
            "vote may take its place.",
            party=party,
            motion=motion_id,
            ballot=ballot,
        )
    )


@motion.command()
@in_workspace
@click.argument("motion_id", metavar="MOTION")
def close(workspace: Workspace, motion_id: str) -> None:
    """Write down what came of MOTION, after its deadline."""
    actions.close(workspace.desk, motion_id)
    decided = _decided(workspace, None)
    click.echo(publish_motions.sentence(decided, decided.docket.motion(motion_id)))


@motion.command()
@in_workspace
@click.argument("motion_id", metavar="MOTION")
@_on
@click.option(
    "--hash", "only_hash", is_flag=True, is_eager=True, help="Print the hash of its text only."
)
@as_json
def show(
    workspace: Workspace, motion_id: str, on: date | None, *, only_hash: bool, as_json: bool
) -> None:
    """Show MOTION whole: the text that is signed, every vote, and what came of it."""
    decided = _decided(workspace, on)
    held = decided.docket.motion(motion_id)
    if only_hash:
        click.echo(held.opened.hash())
    elif as_json:
        click.echo(json.dumps(publish_motions.motion_data(held), ensure_ascii=False, indent=1))
    else:
        click.echo(publish_motions.shown(decided, held), nl=False)


@motion.command(name="list")
@in_workspace
@_on
@as_json
def list_(workspace: Workspace, on: date | None, *, as_json: bool) -> None:
    """List clocks that near their end, open motions, and what was decided."""
    decided = _decided(workspace, on)
    if as_json:
        content = publish.as_data(decided, about=decided.on)
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        click.echo(publish.listing(decided, about=decided.on), nl=False)


@motion.command()
@in_workspace
@click.argument("file", type=_FILE)
@click.option("--area", required=True, help="Id of the area.")
@_party
@_key
@click.option("--feature", default="", help="Which feature, where the file holds several.")
@click.option("--text", default="", help="What is proposed, in words.")
def propose(
    workspace: Workspace, file: Path, area: str, party: str, key: Path | None, **words: str
) -> None:
    """Put forward the outline in FILE (GeoJSON) as a boundary of an area."""
    desk = workspace.desk
    polygons = read_outline(
        file,
        actions.docket(desk).held,
        feature=words["feature"],
        exercise=is_exercise(desk.journal),
    )
    delegate = _delegate(workspace, party, key)
    fact = actions.propose(desk, delegate, area, polygons, text=words["text"])
    click.echo(
        say(
            "{proposal} is on record; it is a proposal and moves no line. Next: truceline motion "
            "diff, to compare it with another.",
            proposal=fact.proposal,
        )
    )


@motion.command()
@in_workspace
@click.argument("one")
@click.argument("other")
@click.option(
    "--open-to",
    type=click.Choice(["all", "none"]),
    default="all",
    show_default=True,
    help="Which parties may see the comparison: recorded, and never some of them only.",
)
@_on
@click.option("--map", "map_file", type=_FILE, help="Draw a map too, as an SVG file.")
@as_json
def diff(  # noqa: PLR0913  one argument an option
    workspace: Workspace,
    one: str,
    other: str,
    open_to: str,
    on: date | None,
    map_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say what would change hands if outline OTHER took the place of ONE.

    Each is the id of a proposal or of a boundary. Events are those of the 90 days before --on.
    """
    desk, decided = workspace.desk, _decided(workspace, on)
    known, docket = decided.arrangement, decided.docket
    first, second = (proposals.outline_of(known, docket, desk.blobs, n) for n in (one, other))
    compared = proposals.compare(
        known,
        first,
        second,
        datasets.reports(desk.journal, desk.blobs, as_known_on=on),
        until=decided.on + timedelta(days=1),
    )
    open_to_all = open_to == "all" or docket.compared.get((one, other), False)
    actions.compare(desk, one, other, open_to_all=open_to_all)
    if map_file is not None:
        save(map_file, proposal_map.svg(known, first, second, compared).encode())
    if as_json:
        content = publish_proposals.as_geojson(compared, open_to_all=open_to_all)
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        click.echo(publish_proposals.show(compared, open_to_all=open_to_all), nl=False)


@motion.command()
@in_workspace
@click.argument("instrument")
@_party
@_key
@click.option("--text", default="", help="Why, for the record.")
@click.confirmation_option(prompt="This cannot be taken back. Leave the seat?")
def leave(workspace: Workspace, instrument: str, party: str, key: Path | None, text: str) -> None:
    """Leave your own seat under the text INSTRUMENT; what was decided before stays."""
    delegate = _delegate(workspace, party, key)
    actions.leave(workspace.desk, delegate, instrument, text=text)
    click.echo(
        say(
            "The seat of {party} under {instrument} is empty from now on. Its history stays. "
            "Next: truceline motion list, for what needed its consent.",
            party=party,
            instrument=instrument,
        )
    )


def _delegate(workspace: Workspace, party: str, key: Path | None) -> Delegate:
    file = key or delegates.key_file(workspace.delegate_keys, party)
    return delegates.read(party, file)


def _decided(workspace: Workspace, on: date | None) -> projections.Decided:
    return projections.decided(workspace.desk.journal, workspace.desk.blobs, as_known_on=on)
