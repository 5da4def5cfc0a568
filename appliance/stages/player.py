"""Player: speech to the loudspeaker, a small chunk at a time, so that it can stop within one; says what was played."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appliance.events import Output, SpeechCompleted, SpeechProgress, SpeechStarted
from appliance.interfaces import Loudspeaker
from appliance.items import EndOfReply, Speech
from appliance.stage import Stage

CHUNK_S = 0.01
"""Length of a chunk: what may still be heard after an interruption."""
PROGRESS_EVERY_CHUNKS = 10
"""Progress is reported every 100 ms."""


class Player(Stage[Speech | EndOfReply]):
    """Plays one reply at a time."""

    name = "player"

    def __init__(self, loudspeaker: Loudspeaker, rate_hz: int, clock: Callable[[], float]) -> None:
        self._loudspeaker = loudspeaker
        self._rate_hz = rate_hz
        self._clock = clock
        self._turn = 0
        self._played = 0
        """Samples of this reply handed to the loudspeaker."""
        self._heard: list[str] = []
        """Sentences of this reply that were played to their end."""

    def open(self) -> None:
        """Open the loudspeaker at the voice's rate."""
        self._loudspeaker.open(self._rate_hz)

    def close(self) -> None:
        """Drop what is pending and close the loudspeaker."""
        self._loudspeaker.close()

    def work(self, item: Speech | EndOfReply) -> Iterator[Output]:
        """Play; when closed in the middle, fall silent at once."""
        if item.turn != self._turn:
            self._turn, self._played, self._heard = item.turn, 0, []
        finished = False
        try:
            yield from self._play(item) if isinstance(item, Speech) else self._drain(item)
            finished = True
        finally:
            if not finished:
                self._loudspeaker.drop()

    def _play(self, speech: Speech) -> Iterator[Output]:
        chunk = int(self._loudspeaker.rate_hz * CHUNK_S)
        for number, start in enumerate(range(0, len(speech.samples), chunk), start=1):
            samples = speech.samples[start : start + chunk]
            is_first = self._played == 0
            played_at_s = self._loudspeaker.write(samples)
            self._played += len(samples)
            if is_first:
                yield SpeechStarted(self._turn, played_at_s)
            elif number % PROGRESS_EVERY_CHUNKS == 0:
                yield SpeechProgress(self._turn, self._clock(), *self._position())
            else:
                yield None
        while self._loudspeaker.pending_s() > CHUNK_S:  # what is pending can be dropped only from in here
            self._loudspeaker.wait()
            yield None
        self._heard.append(speech.text)
        yield SpeechProgress(self._turn, self._clock(), *self._position())

    def _drain(self, end: EndOfReply) -> Iterator[Output]:
        while self._loudspeaker.pending_s() > 0:
            self._loudspeaker.wait()
            yield None
        yield SpeechCompleted(end.turn, self._clock(), *self._position())

    def _position(self) -> tuple[float, str]:
        """Return the seconds played and the sentences heard whole."""
        played_s = self._played / self._loudspeaker.rate_hz - self._loudspeaker.pending_s()
        return max(0.0, played_s), " ".join(self._heard)
