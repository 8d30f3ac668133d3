"""`truceline incident`: which reports are one incident, why, and what people decide about it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from truceline.actions import incidents as actions
from truceline.assembly import Workspace
from truceline.cli.options import (
    as_json,
    as_known_on,
    in_workspace,
    linkage_config,
    linkage_settings,
)
from truceline.domain.facts import to_plain
from truceline.domain.incidents import Decision, joins, pairs_of
from truceline.domain.linkage import LinkageSettings
from truceline.errors import Refused
from truceline.projections import incidents as projections
from truceline.projections.incidents import Known
from truceline.projections.linkage import Linked
from truceline.publish import incident_why
from truceline.publish import incidents as publish

Command = TypeVar("Command", bound=Callable[..., Any])


class IncidentsAreOne(Refused):
    """Two incidents that are to be merged are one."""

    code = "incident.already-one"
    text = (
        "{one} and {other} are in one incident already, {incident}. To hold on to that, use "
        "`truceline incident confirm`."
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question is about."""

    held: Known
    settings: LinkageSettings

    def linked(self) -> Linked:
        """Return what is one incident."""
        return projections.linked(self.held, self.settings)


def _asking(command: Command) -> Command:
    """Add -w, --config and --as-known-on."""
    return in_workspace(linkage_config(as_known_on(command)))


def _asked(workspace: Workspace, config: Path | None, on: date | None = None) -> _Asked:
    desk = workspace.desk
    held = projections.known(desk.journal, desk.blobs, as_known_on=on)
    return _Asked(held, linkage_settings(workspace, config))


_reports = click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
_reason = click.option("--reason", required=True, help="Why, for whoever reads it later.")


@click.group()
def incident() -> None:
    """Look at incidents, ask why, decide; a decision holds however often reports are linked.

    A REPORT is written LEDGER/ID. An incident bears the name of its first report.
    """


@incident.command(name="list")
@_asking
@click.option("--contested", is_flag=True, help="Only what may as well be otherwise.")
@as_json
def list_(
    workspace: Workspace,
    config: Path | None,
    as_known_on: date | None,
    *,
    contested: bool,
    as_json: bool,
) -> None:
    """List the incidents, or with --contested the pairs of reports that are doubtful."""
    asked = _asked(workspace, config, as_known_on)
    held, found = asked.held, asked.linked()
    if as_json:
        _echo_json(publish.as_data(held, found, only_contested=contested))
    elif contested:
        click.echo(publish.contested_listing(held, found), nl=False)
    else:
        click.echo(publish.listing(held, found), nl=False)


@incident.command()
@click.argument("name", metavar="INCIDENT")
@_asking
@as_json
def show(
    name: str, workspace: Workspace, config: Path | None, as_known_on: date | None, *, as_json: bool
) -> None:
    """Show an INCIDENT, or the one in which a report stands."""
    asked = _asked(workspace, config, as_known_on)
    report, found = asked.held.report(name), asked.linked()
    if as_json:
        _echo_json(publish.one_as_data(asked.held, found, report))
    else:
        click.echo(publish.show(asked.held, found, report), nl=False)


@incident.command()
@click.argument("one", metavar="REPORT")
@click.argument("other", metavar="REPORT")
@_asking
@as_json
def why(
    one: str,
    other: str,
    *,
    workspace: Workspace,
    config: Path | None,
    as_known_on: date | None,
    as_json: bool,
) -> None:
    """Say why two reports are one incident or two, field by field."""
    asked = _asked(workspace, config, as_known_on)
    held = asked.held
    told = projections.why(held, asked.settings, held.report(one), held.report(other))
    if as_json:
        _echo_json(incident_why.as_data(held, told))
    else:
        click.echo(incident_why.why(held, told), nl=False)


@incident.command()
@_reports
@in_workspace
@_reason
@as_json
def confirm(reports: tuple[str, ...], workspace: Workspace, reason: str, *, as_json: bool) -> None:
    """Decide that two REPORTs or more speak of one incident."""
    held = _asked(workspace, None).held
    fact = actions.confirm(workspace.desk, _named(held, reports), reason=reason)
    _tell(held, fact, as_json=as_json)


@incident.command()
@_reports
@click.option(
    "--from", "others", multiple=True, required=True, metavar="REPORT", help="One of the others."
)
@in_workspace
@_reason
@as_json
def split(
    reports: tuple[str, ...],
    others: tuple[str, ...],
    workspace: Workspace,
    reason: str,
    *,
    as_json: bool,
) -> None:
    """Decide that each REPORT speaks of another incident than those named with --from.

    Name all reports with which it was put together; --from may be given several times.
    """
    held = _asked(workspace, None).held
    both = _named(held, reports), _named(held, others)
    fact = actions.split(workspace.desk, *both, reason=reason)
    _tell(held, fact, as_json=as_json)


@incident.command()
@click.argument("one", metavar="INCIDENT")
@click.argument("other", metavar="INCIDENT")
@in_workspace
@linkage_config
@_reason
@as_json
def merge(
    one: str, other: str, workspace: Workspace, config: Path | None, reason: str, *, as_json: bool
) -> None:
    """Decide that two INCIDENTs, with all reports that they have now, are one."""
    asked = _asked(workspace, config)
    held, found = asked.held, asked.linked()
    first, second = (projections.incident_with(found, held.report(name)) for name in (one, other))
    if first[0] == second[0]:
        raise IncidentsAreOne(one=one, other=other, incident=first[0])
    both = ([report for report, _ in belonging] for _, belonging in (first, second))
    fact = actions.merge(workspace.desk, *both, reason=reason)
    _tell(held, fact, as_json=as_json)


@incident.command()
@click.argument("decision")
@in_workspace
@_reason
@as_json
def undo(decision: str, workspace: Workspace, reason: str, *, as_json: bool) -> None:
    """Take back the DECISION, such as decision-1; what it overrode holds again."""
    fact = actions.take_back(workspace.desk, decision, reason=reason)
    if as_json:
        _echo_json(to_plain(fact))
    else:
        click.echo(publish.taken_back(fact))


def _named(held: Known, reports: Sequence[str]) -> list[tuple[str, str]]:
    return [held.report(report) for report in reports]


def _tell(held: Known, fact: Decision, *, as_json: bool) -> None:
    """Say what was recorded, and which decisions known before it overrides."""
    before = [held.holding[pair] for pair in pairs_of(fact) if pair in held.holding]
    differing = [decision.decision for decision in before if joins(decision) != joins(fact)]
    overridden = list(dict.fromkeys(differing))
    if as_json:
        _echo_json({**to_plain(fact), "overrides": overridden})
    else:
        click.echo(publish.recorded(fact, overridden))


def _echo_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
