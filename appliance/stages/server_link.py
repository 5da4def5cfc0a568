"""ServerLink: the server's thread and the language model that asks it, joined by a channel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.events import Event, ServerChanged
from appliance.interfaces import ChatServer, LanguageModel, Models
from appliance.stages.server import LOOK_S, AnswerPiece, AskServer, CheckServer, ServerStage
from appliance.stages.server_availability import ServerAvailability
from appliance.stages.server_first import ServerFirstModel
from appliance.threads.channel import Channel
from appliance.threads.inboxes import TimedInbox
from appliance.threads.worker import ThreadGroup, Worker, WorkerLinks

REQUESTS_WAITING = 4
STOP_S = 10.0
"""Longest wait for the server's thread to end."""


class ServerLink:
    """What a session with a server has beside the others."""

    def __init__(self, server: ChatServer, load_device_model: Callable[[], LanguageModel]) -> None:
        self._server = server
        self._load_device_model = load_device_model
        self._availability = ServerAvailability(time.monotonic)
        self._requests: Channel[AskServer | CheckServer] = Channel(REQUESTS_WAITING)
        self._requests.put_now(CheckServer())  # so that what opening has shown is reported at once

    def load_model(self) -> LanguageModel:
        """Load the model on the device; return the one that asks the server first. For the compute thread."""
        return ServerFirstModel(
            self._load_device_model(), self._server, self._requests, self._availability, time.monotonic
        )

    def worker(self, links: WorkerLinks) -> Worker[AskServer | CheckServer, AnswerPiece]:
        """Return what the server's thread runs, for a `ThreadGroup`."""
        stage = ServerStage(self._server, self._availability, time.monotonic)
        inbox = TimedInbox[AskServer | CheckServer](self._requests, CheckServer(), LOOK_S)
        return Worker(stage, inbox, lambda part: part.answer.put(part.piece), links)


@contextmanager
def linked(models: Models) -> Iterator[Callable[[], LanguageModel]]:
    """Give what loads the language model without a session: the one on the device, or the one that asks the server.

    For measuring: raises `ServerUnavailable` afterwards if the server has failed, for then not all replies are its own.
    """
    if models.server is None:
        yield models.language_model
        return
    changes: list[Event] = []
    link = ServerLink(models.server, models.language_model)
    threads = ThreadGroup([link.worker(WorkerLinks(changes.append, lambda _item: False))])
    threads.start()
    try:
        yield link.load_model
    finally:
        threads.stop(STOP_S)
    for change in changes:
        if isinstance(change, ServerChanged) and change.error:
            raise change.error
