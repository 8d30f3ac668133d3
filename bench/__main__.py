"""Run the benches one after the other: `python -m bench [NAME ...] [--quick]`.

A bench is a package in this folder with a `__main__`, which takes `--quick` and prints its own
tables; what it prints is also kept in bench/results/NAME.txt. The exit status is 1 if any bench
found a wrong answer.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results"


def benches() -> list[str]:
    return sorted(path.parent.name for path in HERE.glob("*/__main__.py"))


def run(name: str, *, quick: bool) -> int:
    print(f"\n# {name}\n", flush=True)
    command = [sys.executable, "-m", f"bench.{name}", *(["--quick"] if quick else [])]
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.txt").open("w", encoding="utf-8") as kept:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            kept.write(line)
    return process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*benches(), []], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look")
    options = parser.parse_args()
    failed = [name for name in options.names or benches() if run(name, quick=options.quick)]
    print(f"\nWrong answers or failures in: {', '.join(failed)}." if failed else "\nAll right.")
    return bool(failed)


sys.exit(main())
