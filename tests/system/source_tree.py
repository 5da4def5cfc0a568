"""Source trees to install from: the project as it is, and copies with something done to them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.system.wheels import ROOT

SHIPPED = ("appliance", "hw", "deploy", "systemd", "pyproject.toml", "README.md")


def copy_source(folder: Path, name: str) -> Path:
    """Copy what is shipped, without what was made from it, to `folder`/`name`."""
    copy = folder / name
    copy.mkdir(parents=True)
    for part in SHIPPED:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__", "human"))
        else:
            shutil.copy(source, copy / part)
    return copy


def add_remark(tree: Path, remark: str) -> None:
    """Make another release of it that does the same."""
    with (tree / "README.md").open("a", encoding="utf-8") as readme:
        readme.write(f"\n{remark}\n")
