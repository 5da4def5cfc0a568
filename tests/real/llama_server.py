"""A real llama.cpp server in a process of its own, on 127.0.0.1, with the default language model."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.adapters.openai_server import OpenAiServer
from appliance.errors import ServerUnavailable
from appliance.interfaces import GenerationOptions
from tests.polling import poll_until


class LlamaServer:
    """It may be killed and started again, always at the same URL."""

    def __init__(self, model_file: Path, folder: Path, api_key: str = "") -> None:
        self._log_file = folder / "llama-server.log"
        self._key_file = folder / "key"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [
            sys.executable, "-m", "llama_cpp.server", "--model", str(model_file), "--model_alias", "tiny",
            "--host", "127.0.0.1", "--port", str(self.port), "--n_threads", "1", "--n_ctx", "2048",
        ]  # fmt: skip
        if api_key:
            self._key_file.write_text(api_key)
            self._command += ["--api_key", api_key]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return self._log_file.read_text()

    @property
    def replies(self) -> int:
        """How many replies it was asked for."""
        return self.log.count("POST /v1/chat/completions")

    def client(self, model: str = "") -> OpenAiServer:
        key_file = self._key_file if self._key_file.exists() else None
        return OpenAiServer(self.url, model, key_file)

    def start(self) -> None:
        """Start it, and wait until it has written a first reply, its slowest."""
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        poll_until(self._answers, "the llama.cpp server answers")

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self.log[-2000:]
        try:
            hello = self.client().call([{"role": "user", "content": "Hi."}], GenerationOptions(0, 8), 60)
            return bool(list(hello.pieces()))
        except ServerUnavailable:
            return False

    def kill(self) -> None:
        """Kill it, in the middle of whatever it does."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def llama_server(model_file: Path, folder: Path, api_key: str = "") -> Iterator[LlamaServer]:
    server = LlamaServer(model_file, folder, api_key)
    server.start()
    try:
        yield server
    finally:
        server.kill()
