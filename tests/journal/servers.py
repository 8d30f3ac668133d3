"""A PostgreSQL server of our own, for as long as the tests run."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).parent if on_path else None


class Server:
    """A server that listens on a socket in a folder of its own, and nowhere else.

    PostgreSQL refuses to run as root; then it runs as somebody with fewer rights.
    """

    def __init__(self, folder: Path, bin_: Path) -> None:
        self.folder, self.bin = folder, bin_
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        self._run("initdb", "-A", "trust", "-U", "truceline", "-E", "UTF8", "--locale", "C.UTF-8")
        self.start()

    @property
    def address(self) -> str:
        return f"host={self.folder} user=truceline dbname=postgres"

    def start(self) -> None:
        settings = f"-k {self.folder} -c listen_addresses='' -c shared_buffers=16MB"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    def crash(self) -> None:
        """Stop without saving anything."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *words: str) -> None:
        data = self.folder / "data"
        # Output goes to a file: the server would keep a pipe open for ever.
        with (self.folder / f"{program}.out").open("ab") as out:
            subprocess.run(
                [self.bin / program, "-D", data, *words],
                check=True,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                user=self.user.pw_uid,
                group=self.user.pw_gid,
                extra_groups=[],
            )
