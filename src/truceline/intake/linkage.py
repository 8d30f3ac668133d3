"""The file that says how reports are to be linked.

spread = 3.5                    # times what two precisions allow
days = 5
several = ["north"]             # ledgers whose reports may speak of several incidents
names = ["alleged_party"]       # texts to compare; who is blamed only if asked for

[radius_m]                      # where a report does not say how far off its place may be
unit = 20_000
"""

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from truceline.domain.linkage import LinkageSettings, Named
from truceline.domain.places import Precision
from truceline.errors import BadInput, NotFound

FILE: Final = "linkage.toml"
"""Name of such a file in the folder of a workspace."""


class LinkageFileMissing(NotFound):
    """There is no such file."""

    code = "linkage.file-missing"
    text = "There is no file {file}. Check the name and the folder given with --config."


class LinkageFileUnreadable(BadInput):
    """The file does not say what it can say."""

    code = "linkage.file-unreadable"
    text = (
        "{file}: {key}: {problem}. Correct it; docs/linkage.md lists what such a file may hold and "
        "in which limits."
    )


class _File(BaseModel):
    """What such a file may hold, and in which limits."""

    model_config = ConfigDict(extra="forbid")

    spread: float = Field(gt=0, le=10)
    slack_km: float = Field(ge=0, le=100)
    days: int = Field(ge=0, le=5)
    longest_days: int = Field(ge=1, le=366)
    several: tuple[str, ...]
    names: tuple[Named, ...]
    radius_m: dict[Precision, Annotated[float, Field(gt=0, le=1_000_000)]]
    least_probability: float = Field(ge=0, le=1)


def read(file: Path) -> LinkageSettings:
    """Read how reports are to be linked.

    Raises:
        LinkageFileMissing: There is no such file.
        LinkageFileUnreadable: It is not TOML, or says what cannot be said or is out of range.
    """
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        checked = _File.model_validate(asdict(LinkageSettings()) | said)
    except FileNotFoundError:
        raise LinkageFileMissing(file=file) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LinkageFileUnreadable(file=file, key="TOML", problem=error) from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise LinkageFileUnreadable(file=file, key=key, problem=first["msg"]) from None
    return LinkageSettings(**checked.model_dump())


def read_in(folder: Path) -> LinkageSettings:
    """Read how reports of a workspace are to be linked; where there is no file, what always holds.

    Raises:
        LinkageFileUnreadable: There is a file, and it cannot be read.
    """
    file = folder / FILE
    return read(file) if file.is_file() else LinkageSettings()
