"""Settings of one workspace, read once when it is opened."""

import os
import tomllib
from pathlib import Path
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from truceline.errors import BadInput

FILE = "truceline.toml"
_PREFIX = "TRUCELINE_"


class SettingUnknown(BadInput):
    """A variable looks like a setting and is none."""

    code = "settings.unknown"
    text = "{name} is not a setting. The settings are {known}; unset it or mend its name."


class Settings(BaseSettings):
    """What `truceline.toml` in a workspace says; TRUCELINE_* variables come before it."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    format: int = Field(1, description="Version of the workspace's layout.")
    log: str = Field(description="Name of this record: zone, node and a random part.")
    author: str = Field("operator", description="Who acts, where nobody signed in.")
    language: str = Field("en", description="Language of what is printed, as a BCP 47 tag.")

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read the settings of a workspace.

        Raises:
            SettingUnknown: A TRUCELINE_* variable names no setting.
        """
        known = {_PREFIX + name.upper(): name for name in cls.model_fields}
        for name in os.environ:
            if name.startswith(_PREFIX) and name not in known:
                raise SettingUnknown(name=name, known=", ".join(known))
        in_file = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        overruled = {field for name, field in known.items() if name in os.environ}
        return cls(**{key: value for key, value in in_file.items() if key not in overruled})
