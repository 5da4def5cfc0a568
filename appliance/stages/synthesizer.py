"""Synthesizer: sentences into speech."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from appliance.events import Output, SpeechSynthesized
from appliance.interfaces import Voice
from appliance.items import EndOfReply, Sentence, Speech
from appliance.speech_sound import SpeechSound
from appliance.spoken_text import spoken_text
from appliance.stage import Stage


class Synthesizer(Stage[Sentence | EndOfReply]):
    """Writes out what a voice cannot read (numbers, symbols), and has the voice speak it."""

    name = "synthesizer"

    def __init__(self, load_voice: Callable[[], Voice], language: str, clock: Callable[[], float]) -> None:
        self._load_voice = load_voice
        self._language = language
        self._clock = clock
        self._voice: Voice

    def open(self) -> None:
        """Load the voice, and what writes out numbers: the first sentence must not wait for it."""
        self._voice = self._load_voice()
        spoken_text("It is 5.", self._language)

    def close(self) -> None:
        """Free it, here and now: on the thread that used it, before another is loaded."""
        with contextlib.suppress(AttributeError):  # never loaded
            del self._voice

    def work(self, item: Sentence | EndOfReply) -> Iterator[Output]:
        """Yield the speech of a sentence as soon as it begins, and go on with it; pass on the end of the reply."""
        if isinstance(item, EndOfReply):
            yield item
            return
        text = spoken_text(item.text, self._language)
        if not text:
            return
        yield from self._speak(item, text)

    def _speak(self, item: Sentence, text: str) -> Iterator[Output]:
        sound: SpeechSound | None = None
        try:
            for samples in self._voice.synthesize(text, ends_sentence=item.ends_sentence):
                yield SpeechSynthesized(item.turn, self._clock(), samples)
                if sound:
                    sound.add(samples)
                else:
                    sound = SpeechSound()
                    sound.add(samples)
                    yield Speech(item.turn, item.index, item.text, sound, item.ends_sentence)
        finally:
            if sound:
                sound.end()
