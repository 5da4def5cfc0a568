"""The list of known models, read from `manifest.toml` and checked.

Only what the manifest says. `store.py` knows whether a file is here and right.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from appliance.errors import ModelUnavailable
from appliance.models.series import with_series
from appliance.models.sources import Conversion, Member, Requantization, Source

DEFAULT_MANIFEST = Path(__file__).with_name("manifest.toml")

_STRICT: dict[str, Any] = {"extra": "forbid"}


class Role(StrEnum):
    """What a model does in the pipeline."""

    RECOGNIZER = "recognizer"
    LANGUAGE_MODEL = "language_model"
    VOICE = "voice"
    END_OF_TURN = "end_of_turn"

    @property
    def words(self) -> str:
        """The role in words."""
        return "end-of-turn model" if self is Role.END_OF_TURN else self.value.replace("_", " ")

    @property
    def one(self) -> str:
        """The role in words, with its article."""
        return f"an {self.words}" if self is Role.END_OF_TURN else f"a {self.words}"


@dataclass(frozen=True, slots=True)
class Archive:
    """One file of a distribution on the Python package index."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    name: str
    """Its name in the manifest."""
    distribution: str
    """Name of the project on the index."""
    version: str
    """Its version."""
    filename: str
    """Name of the wheel or sdist."""
    size_bytes: int
    """Its exact size."""
    sha256: str
    """SHA-256, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file that is kept in the models folder."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    name: str
    """Its name in that folder."""
    size_bytes: int
    """Exact if `sha256` is known, otherwise approximate."""
    sha256: str | None = None
    """SHA-256; None: trusted on first use."""
    records: int | None = None
    """How many independent public records state that hash; None: it was computed here, from what the archives hold."""
    url: str | None = None
    """Source, tried first: a plain download from the publisher, at a pinned revision."""
    members: tuple[Member, ...] = ()
    """Source, tried next: parts of archives, one after the other."""
    conversion: Conversion | None = None
    """Source, alone: a conversion."""
    requantization: Requantization | None = None
    """Source, alone: another model of the list, with weights of another type."""

    def __post_init__(self) -> None:
        made = [source for source in (self.conversion, self.requantization) if source]
        if made and (self.url or self.members or len(made) > 1):
            raise ValueError(f"the file {self.name!r} is converted, and cannot have another source")
        if not (self.url or self.members or made):
            raise ValueError(f"the file {self.name!r} needs a source: url, members or conversion")
        if self.sha256 is None and (self.members or made):
            raise ValueError(f"the file {self.name!r} needs its sha256: only one with a url alone may go without")
        if PurePosixPath(self.name).name != self.name:
            raise ValueError(f"the file {self.name!r} must be a plain name, without a folder")

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it comes from, in the order of the attempts: an address, members of archives, or a conversion."""
        return tuple(source for source in (self.url, self.members, self.conversion, self.requantization) if source)

    @property
    def needed_members(self) -> tuple[Member, ...]:
        """Every file of an archive that one of its sources needs."""
        return self.conversion.members if self.conversion else self.members


@dataclass(frozen=True, slots=True)
class Model:
    """One model: one file, or a few that belong together."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    name: str
    """Its name in settings and commands."""
    role: Role
    """What it does."""
    licence: str
    """SPDX identifier, or the licence's name."""
    languages: tuple[str, ...]
    """ISO 639-1 codes, or "multilingual"."""
    good_for: str
    """Which Pi it suits, and why."""
    files: tuple[ModelFile, ...]
    """The first is the one that its library loads."""
    default: bool = False
    """True: the default settings need it; of the language models the one that is always here."""
    system_prompt: str | None = None
    """Of a language model: what it is told first, measured by `appliance answers`; None: what every other is told."""
    right: int | None = None
    """Of a language model: how many of the 166 questions of `appliance answers` it gets right; None: not measured."""
    memory_mb: int | None = None
    """Of a language model: megabytes, private and mapped, that it takes when it is loaded; None: not measured."""

    def __post_init__(self) -> None:
        if self.role is not Role.LANGUAGE_MODEL:
            for name in ("system_prompt", "right", "memory_mb"):
                if getattr(self, name) is not None:
                    raise ValueError(f"the model {self.name!r} has {name}, which only a language model can have")
        if not self.files:
            raise ValueError(f"the model {self.name!r} has no files")
        names = [file.name for file in self.files]
        if self.role is Role.VOICE and names[1:] != [f"{names[0]}.json"]:
            raise ValueError(f"the voice {self.name!r} needs two files, NAME.onnx and NAME.onnx.json")

    @property
    def size_bytes(self) -> int:
        """Bytes that it takes in the models folder."""
        return sum(file.size_bytes for file in self.files)

    @property
    def has_hashes(self) -> bool:
        """False if a file of it is trusted on first use."""
        return all(file.sha256 for file in self.files)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All models and the archives they come from."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    archives: tuple[Archive, ...]
    """What is taken from the Python package index."""
    models: tuple[Model, ...]
    """In the order in which they are listed."""

    def __post_init__(self) -> None:
        for what, names in (
            ("archive", [archive.name for archive in self.archives]),
            ("model", [model.name for model in self.models]),
            ("file", [file.name for model in self.models for file in model.files]),
        ):
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"the {what} {name!r} is listed twice")
        known = {archive.name for archive in self.archives}
        for model in self.models:
            for member in (member for file in model.files for member in file.needed_members):
                if member.archive not in known:
                    raise ValueError(
                        f"the model {model.name!r} wants the archive {member.archive!r}, which is not listed"
                    )
            for made in (file.requantization for file in model.files if file.requantization):
                if made.of not in {other.name for other in self.models if other is not model}:
                    raise ValueError(f"the model {model.name!r} is made of {made.of!r}, which is not listed")

    def archive(self, name: str) -> Archive:
        """Return the archive of that name. It exists: the manifest was checked."""
        return next(archive for archive in self.archives if archive.name == name)

    def model(self, name: str, role: Role | None = None) -> Model:
        """Return the model of that name.

        Raises ModelUnavailable, with names that fit, if there is none or its role is not `role`.
        """
        for model in self.models:
            if model.name == name and role in (None, model.role):
                return model
            if model.name == name and role:
                fitting = ", ".join(other.name for other in self.models if other.role is role)
                raise ModelUnavailable(f"{name} is {model.role.one}, where {role.one} is needed: one of {fitting}")
        names = [model.name for model in self.models if role in (None, model.role)]
        near = [known for known in names if name and name.lower() in known]
        near = near or difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names)}"
        raise ModelUnavailable(f"there is no model {name!r}: {hint} (`appliance models list` shows all)")

    def defaults(self) -> tuple[Model, ...]:
        """Return the models that the appliance needs with its default settings."""
        return tuple(model for model in self.models if model.default)


def load_manifest(path: Path = DEFAULT_MANIFEST) -> Manifest:
    """Read and check a manifest. Raises ModelUnavailable, which names the file and the first thing wrong with it."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Manifest).validate_python(with_series(tomllib.loads(path.read_text(encoding="utf-8")), path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelUnavailable(f"the list of models {path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ModelUnavailable(f"the list of models {path} is wrong at {place or 'its top'}: {first['msg']}") from error
