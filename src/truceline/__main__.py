"""Entry point: `python -m truceline` and the `truceline` command."""

from truceline.cli.root import main

if __name__ == "__main__":
    main()
