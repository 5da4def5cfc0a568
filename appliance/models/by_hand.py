"""Words for the owner of a machine without a network: which files to put where.

Text only; no file is touched here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from appliance.models.manifest import Model, ModelFile


def by_hand(model: Model, files: Sequence[ModelFile], folder: Path) -> str:
    """Say how to bring `files` of `model` into `folder` without a network, in half a sentence."""
    names = " and ".join(file.name for file in files)
    if all(file.url for file in files):
        sources = " and ".join(str(file.url) for file in files)
        return f"without a network, download {sources} elsewhere and put {names} into {folder}"
    return (
        f"without a network, run `appliance models fetch {model.name}` on another machine "
        f"and copy {names} from its models folder into {folder}"
    )


def megabytes(size_bytes: int) -> str:
    """A size for people, in the units that shops and `df -H` use; kilobytes where it is small."""
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 1e5 else f"{size_bytes / 1e3:,.1f} kB"
