"""`truceline counts`: each party's own counts, side by side, never as one."""

import json
from datetime import date

import click

from truceline.assembly import Workspace
from truceline.cli.options import as_json, as_known_on, in_workspace
from truceline.projections import arrangement, datasets
from truceline.projections import counts as projections
from truceline.publish import counts as publish


@click.command()
@in_workspace
@as_known_on
@as_json
def counts(workspace: Workspace, as_known_on: date | None, *, as_json: bool) -> None:
    """Show what each party counted, the bounds of what they share, and what does not add up."""
    desk = workspace.desk
    known = arrangement.current(desk.journal, desk.blobs)
    table = datasets.counts(desk.journal, desk.blobs)
    pair = projections.pair(table, [party.code for party in known.party if party.code])
    days = projections.days(table, known.reporting_unit, pair, as_known_on=as_known_on)
    if as_json:
        click.echo(json.dumps(publish.to_json(days), ensure_ascii=False))
        return
    undated = projections.undated(table, known.reporting_unit, pair)
    last = max(day.bulletin.day for day in days if day.bulletin.day)
    names = {party.code: party.name_on(last) for party in known.party if party.code}
    click.echo(publish.to_text(days, undated=undated, names=names), nl=False)
