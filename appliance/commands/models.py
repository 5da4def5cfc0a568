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
    from appliance.settings import ModelSettings, Settings

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
    from appliance.models.auto import better_one, machine_now
    from appliance.models.chosen import about_language_model, language_model_name

    settings, store = _settings_and_store(folder, config)
    print(f"models folder: {store.folder}")
    print(f"language model: {about_language_model(settings.models)}")
    if better := better_one(store, language_model_name(settings.models), machine_now()):
        print(f"{better.model.name} would suit this machine better: {better}")
    for model in store.manifest.models:
        print()
        _print_model(store, model)
    print()
    print("`appliance models fetch` downloads those that the settings name, `appliance models fetch NAME` one more.")


@app.command()
def fetch(  # noqa: PLR0913, PLR0917  (a command's options are its parameters)
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Models to fetch; without a name: those that the settings name."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Fetch every known model (several GB).")] = False,
    small: Annotated[
        bool | None,
        typer.Option(
            "--small/--best",
            help='For language_model = "auto": take the smallest, now and later, or what suits this machine best.',
            show_default="as before, at first the best",
        ),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing: check what is here, and choose.")] = False,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Download models into the models folder; those that are here and whole are left alone.

    For language_model = "auto" it measures this machine for some seconds and chooses the language model that is right
    most often of those that begin to speak within a second. You may interrupt it at any time and run it again: a file
    gets its name only when it is complete and its hash is right. Damaged files are fetched again.
    """
    from appliance.errors import ConfigError
    from appliance.models.chosen import is_auto
    from appliance.models.fetch import check_model, fetch_model

    settings, store = _settings_and_store(folder, config)
    is_chosen = not every and not names and is_auto(settings.models)
    if small is not None and not is_chosen:
        raise ConfigError(
            f"{'--small' if small else '--best'}: is for the language model that is chosen for this machine: name no "
            'model, and set models.language_model = "auto"'
        )
    if every:
        names = [model.name for model in store.manifest.models]
    elif not names:
        names = _named(settings.models, with_auto=False)
    for name in names:
        store.manifest.model(name)  # a wrong name fails before the first long download
    get = check_model if offline else fetch_model
    for name in names:
        get(store, name)
    if is_chosen:
        from appliance.bench.choosing import choose

        choose(settings, store, lambda name: get(store, name), small)


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

    A missing model counts as a failure only if it was named, here or in the settings.
    """
    from appliance.errors import ModelUnavailable
    from appliance.models.store import FileState

    settings, store = _settings_and_store(folder, config)
    needed = names or _named(settings.models, with_auto=True)
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


def _settings_and_store(folder: Path | None, config: Path | None) -> tuple[Settings, ModelStore]:
    from appliance.errors import ConfigError
    from appliance.models.store import ModelStore
    from appliance.settings_file import load_settings

    settings = load_settings(config)
    if folder and folder.exists() and not folder.is_dir():
        raise ConfigError(f"--folder {folder}: is not a folder; name one, or leave the option out")
    if folder:
        settings = settings.model_copy(update={"models": settings.models.model_copy(update={"folder": folder})})
    return settings, ModelStore(settings.models.folder)


def _named(settings: ModelSettings, *, with_auto: bool) -> list[str]:
    """Return the models in the settings, but for files of the owner's own. `with_auto`: also the one "auto" means."""
    from appliance.models.chosen import chosen_names, is_auto
    from appliance.models.manifest import Role

    names = chosen_names(settings)
    if is_auto(settings) and not with_auto:
        del names[Role.LANGUAGE_MODEL]
    return [name for name in names.values() if "/" not in name]


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
    made = [f"{file.requantization.of}, made here" for file in model.files if file.requantization]
    return ", else ".join([*hosts, *index, *made])
