"""Settings of one workspace, read once when it is opened."""

import os
import re
import tomllib
from pathlib import Path
from typing import Self

from pydantic import AwareDatetime, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

FILE = "truceline.toml"
PREFIX = "TRUCELINE_"


class Settings(BaseSettings):
    """What `truceline.toml` in a workspace says; TRUCELINE_* variables come before it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    format: int = Field(1, description="Version of the workspace's layout.")
    log: str = Field(description="Name of this record: zone, node and a random part.")
    author: str = Field("operator", description="Who acts, where nobody signed in.")
    clock: AwareDatetime | None = Field(
        None,
        description="In an exercise: the time that its clock shows, such as 2018-03-01T09:00Z.",
    )
    language: str = Field("en", description="Language of what is printed, as a BCP 47 tag.")

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read the settings of a workspace."""
        in_file = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(**{k: v for k, v in in_file.items() if PREFIX + k.upper() not in os.environ})


def renamed(content: str, log: str) -> str:
    """Return the text of `truceline.toml` with another log."""
    return re.sub(r"(?m)^log\s*=.*$", f'log = "{log}"', content)
