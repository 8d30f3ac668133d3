"""`truceline day`: everything held about one day."""

from datetime import date

import click

from truceline.assembly import Workspace
from truceline.cli.options import Day, as_known_on, in_workspace
from truceline.domain.arrangement import Arrangement
from truceline.projections import arrangement, counts, datasets, days
from truceline.publish import days as publish


@click.command()
@click.argument("on", metavar="DAY", type=Day())
@in_workspace
@as_known_on
def day(on: date, workspace: Workspace, as_known_on: date | None) -> None:
    """Walk through one DAY: what was said, the record it became, its status, what is doubtful."""
    desk = workspace.desk
    held = arrangement.current(desk.journal, desk.blobs)
    known = held.as_known(held.last_day() if as_known_on is None else as_known_on)
    held_day = days.day(
        known,
        on,
        counted=_counted(workspace, known, as_known_on),
        reports=datasets.reports(desk.journal, desk.blobs, as_known_on=as_known_on),
    )
    click.echo(publish.show(known, held_day), nl=False)


def _counted(
    workspace: Workspace, known: Arrangement, as_known_on: date | None
) -> list[counts.CountDay]:
    table = datasets.counts(workspace.desk.journal, workspace.desk.blobs)
    if table.is_empty():
        return []
    parties = counts.counting(table, [party.code for party in known.party if party.code])
    return counts.days(table, known.reporting_unit, parties, as_known_on=as_known_on)
