"""Synthesizer: sentences into speech."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from appliance.audio.format import Samples
from appliance.audio.sound_stream import SoundStream, SpokenWords
from appliance.events import Output, SpeechSynthesized
from appliance.interfaces import Voice
from appliance.items import EndOfReply, Sentence, Speech
from appliance.text.spoken_text import spoken_text
from appliance.threads.stage import Stage


class Synthesizer(Stage[Sentence | EndOfReply]):
    """Writes out what a voice cannot read (numbers, symbols), and has the voice speak it."""

    name = "synthesizer"

    def __init__(self, load_voice: Callable[[], Voice], language: str, clock: Callable[[], float]) -> None:
        self._load_voice = load_voice
        self._language = language
        self._clock = clock
        self._voice: Voice
        self._begun: tuple[int, SoundStream] | None = None
        """Turn and sound of a sentence of which only the opening was spoken."""

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
        begun = self._take_begun(item)
        if isinstance(item, EndOfReply):
            yield item
            return
        text = spoken_text(item.text, self._language)
        if item.is_opening:
            yield from self._open(item, text)
        elif begun:
            yield from self._speak(item, self._voice.go_on(text, ends_sentence=item.ends_sentence), begun)
        elif text:
            yield from self._speak(item, self._voice.synthesize(text, ends_sentence=item.ends_sentence))

    def _take_begun(self, item: Sentence | EndOfReply) -> SoundStream | None:
        """Return the sound that `item` goes on with; None when it begins one of its own."""
        (turn, sound), self._begun = self._begun or (0, None), None
        if sound is None or (turn == item.turn and isinstance(item, Sentence)):
            return sound
        sound.end()  # nobody shall wait for the rest
        return None

    def _open(self, item: Sentence, text: str) -> Iterator[Output]:
        sound = SoundStream()
        is_whole = False
        try:
            yield from self._sound(item, self._voice.begin(text), sound)
            is_whole = True
        finally:
            if not is_whole:
                sound.end()
        if sound.has_begun:
            self._begun = item.turn, sound

    def _speak(self, item: Sentence, pieces: Iterator[Samples], sound: SoundStream | None = None) -> Iterator[Output]:
        sound = sound or SoundStream()
        says = None
        try:
            yield from self._sound(item, pieces, sound)
            says = SpokenWords(item.text, item.ends_sentence)
        finally:
            sound.end(says)

    def _sound(self, item: Sentence, pieces: Iterator[Samples], sound: SoundStream) -> Iterator[Output]:
        for samples in pieces:
            yield SpeechSynthesized(item.turn, self._clock(), samples)
            is_first = not sound.has_begun
            sound.add(samples)
            if is_first:
                yield Speech(item.turn, item.index, sound)
