"""`appliance models`: list, fetch and verify the model files.

This prints the tables and messages; `appliance/models` does the work.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from appliance.commands.config import ConfigOption

if TYPE_CHECKING:
    from appliance.models.manifest import Model
    from appliance.models.store import ModelStore

app = typer.Typer(
    no_args_is_help=True,
    help="List, fetch and check the model files. Only `fetch` uses a network; the appliance itself never does.",
)

FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", metavar="PATH", help="The models folder, instead of the one in the settings."),
]


@app.command("list")
def list_models(folder: FolderOption = None, config: ConfigOption = None) -> None:
    """Show every known model: its role, size and licence, whether it is here, what it is good for.

    A model marked "first use" has no published hash: the first download is trusted, its hash is recorded,
    and every later one must match it. A model of your own needs no entry: name its path in the settings.
    """
    store = _store(folder, config)
    print(f"models folder: {store.folder}")
    for model in store.manifest.models:
        print()
        _print_model(store, model)
    print()
    print("`appliance models fetch` downloads the default set, `appliance models fetch NAME` one more.")


@app.command()
def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Models to fetch; without a name: the default set.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Fetch every known model (several GB).")] = False,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Download models into the models folder; those that are here and whole are left alone.

    You may interrupt it at any time and run it again: a file gets its name only when it is complete and its
    hash is right. Damaged files are deleted and fetched again.
    """
    from appliance.models.fetch import fetch_model

    store = _store(folder, config)
    if every:
        names = [model.name for model in store.manifest.models]
    elif not names:
        names = [model.name for model in store.manifest.defaults()]
    for name in names:
        store.manifest.model(name)  # a wrong name fails before the first long download
    for name in names:
        fetch_model(store, name)


@app.command()
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Models to check; without a name: all that are here."),
    ] = None,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Compare the hashes of the model files with the known ones; exits with 1 if one is damaged.

    A missing model counts as a failure only if it was named or belongs to the default set.
    """
    from appliance.errors import ModelUnavailable
    from appliance.models.store import FileState

    store = _store(folder, config)
    needed = names or [model.name for model in store.manifest.defaults()]
    faulty: dict[str, None] = {}
    for name in names or [model.name for model in store.manifest.models]:
        for check in store.verify(name):
            if check.state is FileState.MISSING and name not in needed:
                continue
            print(f"{check.state:<21} {name:<27} {check.file.name}  {check.sha256 or '-'}")
            if check.state in (FileState.MISSING, FileState.DAMAGED):
                faulty[name] = None
    if faulty:
        raise ModelUnavailable(
            f"not all models in {store.folder} are right: run `appliance models fetch {' '.join(faulty)}`"
        )


def _store(folder: Path | None, config: Path | None) -> ModelStore:
    from appliance.models.store import ModelStore

    if folder is None:
        from appliance.settings_file import load_settings

        folder = load_settings(config).models.folder
    return ModelStore(folder)


def _print_model(store: ModelStore, model: Model) -> None:
    from appliance.models.by_hand import megabytes

    if store.is_present(model):
        presence = "here"
    elif any((store.folder / file.name).exists() for file in model.files):
        presence = "INCOMPLETE"
    else:
        presence = "-"
    marks = ["default"] if model.default else []
    marks += [] if model.has_hashes else ["no published hash: trusted on first use"]
    about = "" if model.has_hashes else "about "
    print(f"{model.name}  [{presence}]" + (f"  ({', '.join(marks)})" if marks else ""))
    size, languages = f"{about}{megabytes(model.size_bytes)}", " ".join(model.languages)
    print(f"    {model.role.value}, {size}, {model.licence}, {languages}")
    print(f"    {model.good_for}")
    print(f"    from {_sources(model)}")


def _sources(model: Model) -> str:
    """Return where a model comes from: "huggingface.co, else 22 files of the package index"."""
    hosts = dict.fromkeys(urlsplit(file.url).hostname or "" for file in model.files if file.url)
    archives = {member.archive for file in model.files for member in file.needed_members}
    files = "1 file" if len(archives) == 1 else f"{len(archives)} files"
    index = [f"{files} of the package index"] if archives else []
    return ", else ".join([*hosts, *index])
