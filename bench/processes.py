"""Run one contestant in a process of its own and say what it took."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """A whole process, from its start to its end, and what it answered."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    answer: dict[str, Any]
    """The JSON object on the last line that it printed."""


def alone(module: str, *arguments: object, environment: Mapping[str, str] | None = None) -> Run:
    """Run `python -m module arguments` and wait for it; exit if it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | dict(environment or {})
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}")
    answer = json.loads(printed.splitlines()[-1])
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, answer)
