"""`truceline rebuild`: what we conclude, made anew from the record."""

import json

import click

from truceline.assembly import Workspace
from truceline.cli.options import as_json, in_workspace, linkage_settings
from truceline.journal.workspaces import is_exercise
from truceline.projections import arrangement, incidents
from truceline.projections.views import state_hash, views
from truceline.publish.exports import save
from truceline.publish.views import as_geopackage
from truceline.wording import number, say


@click.command()
@in_workspace
@as_json
def rebuild(workspace: Workspace, *, as_json: bool) -> None:
    """Make views.gpkg anew from the record; nothing in it is a source of truth.

    Two copies of one record give the same state hash. Which reports are one incident is in it where
    two ledgers or more have reports; that is hashed apart, since it depends on how they are linked.
    """
    desk = workspace.desk
    state = views(desk.journal, desk.blobs)
    linked = incidents.views(desk.journal, desk.blobs, linkage_settings(workspace, None))
    tables = (*state, *linked)
    changed = arrangement.current(desk.journal, desk.blobs).last_day()
    drill = is_exercise(desk.journal)
    save(workspace.folder / "views.gpkg", as_geopackage(tables, changed=changed, exercise=drill))
    told = {
        "state_hash": state_hash(state),
        "incidents_hash": state_hash(linked) if linked else None,
        "rows": {v.name: v.frame.height for v in tables},
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    if not linked:
        click.echo(say("No incidents: fewer than two ledgers have reports."))
    rows = sum(view.frame.height for view in tables)
    click.echo(
        say(
            "views.gpkg is made anew: {rows} rows in {tables} tables. State {hash}.",
            rows=number(rows),
            tables=len(tables),
            hash=told["state_hash"],
        )
    )
