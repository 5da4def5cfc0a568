"""A server stage, the language model that asks it, and a scripted server, all on the test's own thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from appliance.adapters.simulated import SimulatedLanguageModel
from appliance.errors import ServerUnavailable
from appliance.events import Event, ServerChanged
from appliance.interfaces import GenerationOptions, Message
from appliance.stages.server import AnswerPiece, AskServer, CheckServer, ServerStage
from appliance.stages.server_availability import ServerAvailability
from appliance.stages.server_first import ServerFirstModel
from appliance.threads.channel import Channel
from tests.unit.scripted import Clock

GONE = ServerUnavailable("the server http://brain cannot be reached")
OPTIONS = GenerationOptions(0.0, 40)
QUESTION: list[Message] = [{"role": "user", "content": "What is the capital of France?"}]


class ScriptedCall:
    """Yields the given pieces; raises an error where one stands."""

    def __init__(self, script: Sequence[str | ServerUnavailable], hit_cap: bool) -> None:
        self._script = script
        self.hit_cap = hit_cap
        self.is_cancelled = False

    def pieces(self) -> Iterator[str]:
        for piece in self._script:
            if self.is_cancelled:
                return
            if isinstance(piece, ServerUnavailable):
                raise piece
            yield piece

    def cancel(self) -> None:
        self.is_cancelled = True


class ScriptedServer:
    """A server that answers each call with the next script, or the last one again."""

    url = "http://brain"
    model: str | None = None
    hit_cap = False

    def __init__(self, *scripts: Sequence[str | ServerUnavailable]) -> None:
        self.scripts = deque(scripts)
        self.calls: list[ScriptedCall] = []
        self.deadlines_s: list[float] = []
        self.on_call: Callable[[], None] = lambda: None

    def call(self, messages: Sequence[Message], options: GenerationOptions, first_text_s: float) -> ScriptedCall:
        self.on_call()
        script = self.scripts.popleft() if len(self.scripts) > 1 else self.scripts[0]
        self.calls.append(ScriptedCall(script, self.hit_cap))
        self.deadlines_s.append(first_text_s)
        return self.calls[-1]


class DeviceModel(SimulatedLanguageModel):
    """A language model that writes the given pieces, and records what it is asked."""

    def __init__(self, *pieces: str, context_tokens: int = 2048) -> None:
        self.pieces = pieces or ("The device ", "answers.")
        self.context_tokens = context_tokens
        self.asked: list[tuple[list[Message], GenerationOptions]] = []
        self.prepared: list[list[Message]] = []

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        self.prepared.append(list(messages))
        yield ""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self.asked.append((list(messages), options))
        yield from self.pieces


class ServerRig:
    """The stage takes up what waits for it whenever the model yields "" - or never, where it hangs."""

    def __init__(self, server: ScriptedServer, device: DeviceModel | None = None) -> None:
        self.clock = Clock(100.0)
        self.server = server
        self.device = device or DeviceModel()
        self.availability = ServerAvailability(self.clock)
        self.requests: Channel[AskServer | CheckServer] = Channel(4)
        self.stage = ServerStage(server, self.availability, self.clock)
        self.model = ServerFirstModel(self.device, server, self.requests, self.availability, self.clock)
        self.changes: list[ServerUnavailable | None] = []

    def take(self, item: AskServer | CheckServer | None) -> None:
        """Have the stage work on an item."""
        for output in self.stage.work(item) if item else ():
            if isinstance(output, AnswerPiece):
                output.answer.put(output.piece)
            elif isinstance(output, ServerChanged):
                self.changes.append(output.error)
            else:
                assert not isinstance(output, Event), output

    def reply(self) -> str:
        """Return a whole reply."""
        written = ""
        for piece in self.model.reply(QUESTION, OPTIONS):
            written += piece
            if self.requests.has_work():
                self.take(self.requests.get())
        return written

    def look(self, after_s: float = 0.0) -> None:
        """Let time pass, then have the stage consider looking for the server."""
        self.clock.now_s += after_s
        self.take(CheckServer())
