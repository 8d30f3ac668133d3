"""A centre that holds reports of several ledgers."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from truceline.actions.desk import Desk
from truceline.assembly import Workspace, create, open_workspace
from truceline.cli.root import truceline
from truceline.intake.arrangement import read

FILES = Path(__file__).parent / "arrangements" / "island"
COLUMNS = "report_id,occurred_from,lon,lat,occurred_to,precision,kind,killed_best,alleged_party"


@dataclass(frozen=True)
class Centre:
    """A workspace, and the folder in which files for it are written."""

    folder: Path
    files: Path

    @classmethod
    def made(cls, files: Path, *, exercise: bool = False) -> "Centre":
        """Make one that holds nothing yet."""
        create(files / "centre", read(FILES), FILES, exercise=exercise)
        return cls(files / "centre", files)

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.folder)

    @property
    def desk(self) -> Desk:
        return self.workspace.desk

    def write(self, ledger: str, *rows: str) -> Path:
        """Write a file of one ledger; cells at the end of a row may be left out."""
        file = self.files / f"{ledger}.csv"
        names = COLUMNS.split(",")
        padded = [[*row.split(","), *[""] * len(names)][: len(names)] for row in rows]
        lines = [f"ledger,{COLUMNS}", *(",".join([ledger, *row]) for row in padded)]
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return file

    def take_in(self, ledger: str, *rows: str, known_from: str = "2021-06-01") -> None:
        """Import rows of one ledger."""
        words = ["-w", str(self.folder), "import", "reports", str(self.write(ledger, *rows))]
        result = CliRunner().invoke(truceline, [*words, "--known-from", known_from, "--strict"])
        assert result.exit_code == 0, result.output


KINDS = ("fire/indirect", "fire/direct", "explosion/mine")


def row(name: str, n: int, *, lat: float = 35.0, blamed: str = "") -> str:
    """Return the nth report, not far from others: what is no match is learnt from too."""
    day, lon, lat = 1 + n * 7 % 28, 36 + n % 5 * 0.02, lat + n // 5 * 0.02
    return f"{name},2021-04-{day:02},{lon:.3f},{lat:.3f},,exact,{KINDS[n % 3]},{n % 4},{blamed}"


NORTH = [row(f"n-{n}", n, blamed="South") for n in range(1, 25)]
SOUTH = [row(f"s-{n}", n, lat=35.003, blamed="North") for n in range(1, 20)]
COPY = row("s-1b", 1, lat=35.003)
"""Of s-1, by the same ledger."""
