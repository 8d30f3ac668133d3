"""`truceline counts`: each party's own counts, side by side, never as one."""

import json
from collections.abc import Sequence
from datetime import date

import click

from truceline.assembly import Workspace
from truceline.cli.options import as_json, as_known_on, in_workspace
from truceline.errors import Refused
from truceline.projections import arrangement, datasets
from truceline.projections import counts as projections
from truceline.projections.counts import CountDay
from truceline.publish import counts as publish


class NoCounts(Refused):
    """There is nothing to lay side by side."""

    code = "counts.none-held"
    text = "No party's counts are held. Import them with `truceline import counts FILE`."


@click.command()
@in_workspace
@as_known_on
@as_json
def counts(workspace: Workspace, as_known_on: date | None, *, as_json: bool) -> None:
    """Show what each party counted, the bounds of what they share, and what does not add up."""
    desk = workspace.desk
    known = arrangement.current(desk.journal, desk.blobs)
    table = datasets.counts(desk.journal, desk.blobs)
    parties = projections.counting(table, [party.code for party in known.party if party.code])
    if not parties:
        raise NoCounts
    asked = (table, known.reporting_unit, parties)
    days = projections.days(*asked, as_known_on=as_known_on)
    if as_json:
        click.echo(json.dumps(publish.to_json(days), ensure_ascii=False))
        return
    undated = projections.undated(*asked, as_known_on=as_known_on)
    last = _last(days, workspace.desk.today())
    names = {party.code: party.name_on(last) for party in known.party if party.code}
    click.echo(publish.to_text(days, undated=undated, names=names), nl=False)


def _last(days: Sequence[CountDay], today: date) -> date:
    """Return the last day of which a bulletin is held, on which the parties have their names."""
    return max((day.bulletin.day for day in days if day.bulletin.day), default=today)
