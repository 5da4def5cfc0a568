"""OpenAiServer: a language model on a server in the network, by the protocol that llama.cpp's server, vLLM, Ollama and
others speak: chat completions, streamed.

Whatever goes wrong is a `ServerUnavailable` that names the URL and says why in plain words. The key is read from its
file for each request, and stands in no message.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

from appliance.adapters.chat_events import LONGEST_REPLY, EventReader, Garbage, model_names
from appliance.adapters.http_exchange import HttpExchange
from appliance.errors import ServerUnavailable
from appliance.interfaces import GenerationOptions, Message
from appliance.markup.reply_filter import ReplyFilter
from appliance.settings import ModelSettings
from appliance.system.network_drop_in import ADDRESSES_VARIABLE
from appliance.system.server_url import ServerUrl, is_url
from appliance.system.small_files import read_small

BETWEEN_S = 1.5
"""Longest pause in the middle of a reply, from text to text. What was said covers it: a voice takes longer to speak."""
_EXTRAS = {"chat_template_kwargs": {"enable_thinking": False}}
"""Beyond the protocol; llama.cpp's server and vLLM know it, others ignore it, and a few refuse it."""


def chat_server(settings: ModelSettings) -> OpenAiServer | None:
    """Return the server that the settings name, not asked yet; None where they name none."""
    if not is_url(settings.language_model):
        return None
    # Where the service may look up no name, the file that opens its sandbox says the addresses.
    addresses = os.environ.get(ADDRESSES_VARIABLE, "").split()
    return OpenAiServer(settings.language_model, settings.server_model, settings.server_key_file, addresses)


class OpenAiServer:
    """One server. Its calls may be made and cancelled by any thread."""

    def __init__(
        self,
        url: str,
        model: str = "",
        key_file: Path | None = None,
        addresses: Sequence[str] = (),
        between_s: float = BETWEEN_S,
    ) -> None:
        """`model`: its name on the server, "" takes the first that is listed. `addresses`: as in `HttpExchange`.

        `between_s`: longest pause in the middle of a reply.
        Raises `ValueError` when the URL is none.
        """
        self.url = url
        self.place = ServerUrl.parse(url)
        self.addresses = addresses
        self.wanted_model = model
        self.key_file = key_file
        self.between_s = between_s
        self.model: str | None = None
        """The model that is asked; None while the server has not listed it, or has refused it since."""
        self.takes_extras = True
        """False: it has refused a request for what is beyond the protocol."""
        self.begins_in_thought = False
        """True: it has sent the end of a thought without its beginning, so that its replies begin with thoughts."""

    def call(self, messages: Sequence[Message], options: GenerationOptions, first_text_s: float) -> OpenAiCall:
        """Return a call, whose first text must be there `first_text_s` from now. Returns at once."""
        return OpenAiCall(self, messages, options, first_text_s)


class OpenAiCall:
    """One reply of the server."""

    def __init__(
        self, server: OpenAiServer, messages: Sequence[Message], options: GenerationOptions, first_text_s: float
    ) -> None:
        self.hit_cap = False
        self._server = server
        self._messages = messages
        self._options = options
        self._first_text_s = first_text_s
        self._exchange = HttpExchange(server.place, server.addresses)
        self._exchange.deadline_s = time.monotonic() + first_text_s

    @property
    def is_cancelled(self) -> bool:
        """True once it was cancelled."""
        return self._exchange.is_cancelled

    def cancel(self) -> None:
        """Close the connection, so that the server stops writing; for any thread, never blocks."""
        self._exchange.cancel()

    def pieces(self) -> Iterator[str]:
        """Yield the reply piece by piece; end early when cancelled. Raises `ServerUnavailable`."""
        begun = False
        try:
            for piece in self._pieces():
                begun = True
                yield piece
        except (OSError, ValueError, http.client.HTTPException, Garbage) as error:
            if not self.is_cancelled:
                raise ServerUnavailable(f"the server {self._server.url} {self._reason(error, begun)}") from None
        except ServerUnavailable:
            if not self.is_cancelled:
                raise
        finally:
            self._exchange.close()
        if not begun and not self.is_cancelled:
            raise self._fault("has ended its reply without a word of text")

    def _fault(self, what: str) -> ServerUnavailable:
        return ServerUnavailable(f"the server {self._server.url} {what}")

    def _pieces(self) -> Iterator[str]:
        headers = self._headers()
        if self._server.model is None:
            self._server.model = self._listed_model(headers)
        response = self._chat(headers)
        kind = response.headers.get_content_type()
        if kind != "text/event-stream":
            raise Garbage("a page or a file" if kind != "application/json" else "no stream")
        events, filtered = EventReader(response), ReplyFilter(is_opened=self._server.begins_in_thought, tells_end=True)
        while (delta := events.next()) and not self.is_cancelled:
            piece = filtered.add(delta.text)
            piece += filtered.finish(hit_cap=delta.ending == "length") if delta.ending else ""
            self._server.begins_in_thought |= filtered.had_unopened_thought
            if piece:
                yield piece
                self._exchange.deadline_s = time.monotonic() + self._server.between_s
            if delta.ending:
                self.hit_cap = delta.ending == "length"
                return
        raise http.client.IncompleteRead(b"")

    def _chat(self, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        asked = {
            "model": self._server.model,
            "messages": list(self._messages),
            "stream": True,
            "temperature": self._options.temperature,
            "max_tokens": self._options.max_tokens,
        }
        path = f"{self._server.place.path}/chat/completions"
        while True:
            body = json.dumps(asked | (_EXTRAS if self._server.takes_extras else {})).encode()
            response = self._exchange.request("POST", path, headers, body)
            if response.status not in (400, 422) or not self._server.takes_extras:
                break
            self._server.takes_extras = False
        if response.status == HTTPStatus.NOT_FOUND:
            name, self._server.model = self._server.model, None
            raise self._fault(f"has no model {name!r}, or no {path} (404): set models.server_model")
        self._check(response)
        return response

    def _listed_model(self, headers: Mapping[str, str]) -> str:
        response = self._exchange.request("GET", f"{self._server.place.path}/models", headers, None)
        wanted = self._server.wanted_model
        if response.status == HTTPStatus.NOT_FOUND and wanted:
            return wanted  # a server without a list; it says itself when it has no such model
        self._check(response)
        body = response.read(LONGEST_REPLY)
        names = model_names(body)
        if not names:
            raise self._fault("lists no model: load one there")
        if wanted and wanted not in names:
            listed = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
            raise self._fault(f"has no model {wanted!r}: set models.server_model to one of {listed}")
        return wanted or names[0]

    def _check(self, response: http.client.HTTPResponse) -> None:
        status = response.status
        if status == HTTPStatus.OK:
            return
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            file = self._server.key_file
            cure = f"put the right one into {file}" if file else "put one into a file, and name it as server_key_file"
            raise self._fault(f"refuses the key ({status}): {cure}")
        if 300 <= status < 400:
            raise self._fault(f"sends to another address ({status}): set models.language_model to where it is")
        raise self._fault(f"answers with an error ({status})")

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        file = self._server.key_file
        if file is None:
            return headers
        try:
            key = read_small(file).decode("ascii").strip()
        except FileNotFoundError:
            raise self._fault(f"needs a key, and {file} does not exist") from None
        except (OSError, ValueError):
            raise self._fault(f"needs a key, and {file} cannot be read: the service must be able to") from None
        if not key or not key.isprintable() or " " in key:
            raise self._fault(f"needs a key, and {file} does not hold one line with it")
        return headers | {"Authorization": f"Bearer {key}"}

    def _reason(self, error: Exception, begun: bool) -> str:
        match error:
            case Garbage():
                what = f"sends {error}: is it an OpenAI-compatible server?"
            case socket.gaierror():
                what = "cannot be found by its name: write its address instead"
            case TimeoutError() if begun:
                what = f"has written nothing more for {self._server.between_s:g} s"
            case TimeoutError():
                what = f"is too slow: it wrote nothing within {self._first_text_s:g} s"
            case ssl.SSLError() if not begun:
                what = f"cannot be trusted ({error.reason or 'TLS failed'})"
            case http.client.RemoteDisconnected() | ConnectionResetError() | BrokenPipeError():
                what = "has cut the connection off"
            case http.client.IncompleteRead():
                what = "has cut its reply off"
            case ValueError():
                what = "has a name that no server can have"
            case OSError():
                what = f"cannot be reached ({error.strerror or error}): is it on, and in this network?"
            case _:
                what = "does not speak HTTP as it should"
        return what
