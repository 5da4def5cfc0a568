"""Makes `counts.toml` of what the emulator wrote: `python hw/counts/collect.py FOLDER > hw/counts/counts.toml`.

FOLDER has two files for each run, BUILD__MODEL.counts (by `count.c`) and BUILD__MODEL.work (by `work.py`), with a line
for each piece of work. `weights.json` there has the bytes that a written token reads, by model.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HEAD = """\
# Counted instructions, on one thread, under QEMU's user mode: README.md says how, and with which versions.
# weights: bytes that a written token reads: all of the file but the embeddings, where these are not the output too.
"""


def entries(folder: Path) -> list[dict[str, object]]:
    """Return the counts, by build and model."""
    found: list[dict[str, object]] = []
    seen: set[tuple[object, ...]] = set()
    for path in sorted(folder.glob("*__*.counts")):
        build, _, model = path.stem.partition("__")
        works = [json.loads(line) for line in path.with_suffix(".work").read_text(encoding="utf-8").splitlines()]
        for line, work in zip(path.read_text(encoding="utf-8").splitlines(), works, strict=False):
            count = json.loads(line)
            entry = {"build": build, "model": model.partition("@")[0].replace("+q", " q").replace("+iq", " iq")} | work
            entry["instructions"] = count["instructions"]
            if count["load_store"]:
                entry |= {"multiply": count["multiply"], "load_store": count["load_store"]}
            if count["loaded"]:
                entry |= {"missed": count["missed"], "evicted": count["evicted"]}
            key = (entry["build"], entry["model"], entry["work"])
            if key not in seen:  # of a model that was counted twice, the first: it has the caches
                seen.add(key)
                found.append(entry)
    return found


def main() -> None:
    """Print the file."""
    folder = Path(sys.argv[1])
    print(HEAD)
    print("[weights]")
    for name, size in json.loads((folder / "weights.json").read_text(encoding="utf-8")).items():
        print(f'"{name}" = {size}')
    for entry in entries(folder):
        print("\n[[count]]")
        for key, value in entry.items():
            print(f"{key} = {json.dumps(value)}")


if __name__ == "__main__":
    main()
