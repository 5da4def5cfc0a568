"""Texts for the owner: which files to put where on a machine without a network, and sizes.

No file is touched here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from appliance.models.manifest import Model, ModelFile


def by_hand(model: Model, files: Sequence[ModelFile], folder: Path) -> str:
    """Return how to bring `files` of `model` into `folder` without a network, as half a sentence."""
    names = " and ".join(file.name for file in files)
    if all(file.url for file in files):
        sources = " and ".join(str(file.url) for file in files)
        return f"without a network, download {sources} elsewhere and put {names} into {folder}"
    return (
        f"without a network, run `appliance models fetch {model.name}` on another machine "
        f"and copy {names} from its models folder into {folder}"
    )


def megabytes(size_bytes: int) -> str:
    """Return a size for people, in the units that shops and `df -H` use: MB, or kB where it is small."""
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 1e5 else f"{size_bytes / 1e3:,.1f} kB"
