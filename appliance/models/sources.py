"""Where the file of a model comes from, beside a plain download: archives, a conversion, another model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

_STRICT: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    archive: str
    """Name of the archive in the manifest."""
    path: str
    """Path inside the archive."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a Whisper for CTranslate2 is converted to one for whisper.cpp."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    weights: tuple[Member, ...]
    """Parts of `model.bin`, in order."""
    vocabulary: Member
    """OpenAI's `.tiktoken`."""
    mel_filters: Member
    """OpenAI's `mel_filters.npz`."""
    quantization: Literal["f16", "q5_1", "q8_0"]
    """ggml's name of the type of the weights."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Everything the conversion reads."""
        return (*self.weights, self.vocabulary, self.mel_filters)


@dataclass(frozen=True, slots=True)
class Requantization:
    """How a language model is made from another one of the list: with weights of another type."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    of: str
    """Name of the other model, which is fetched first, and removed afterwards unless it was here."""
    quantization: Literal["q4_0", "q8_0"]
    """ggml's name of the type of the weights."""


Source = str | tuple[Member, ...] | Conversion | Requantization
"""An address, members of archives one after the other, or how it is made."""
