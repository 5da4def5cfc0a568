"""Synthesizer: parts of a reply into sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appliance.audio.format import Samples
from appliance.audio.sound_stream import SoundStream, SpokenWords
from appliance.events import Event, SpeechSynthesized
from appliance.interfaces import Voice
from appliance.items import EndOfReply, ReplyPart, SpokenPart, SynthesizerInput
from appliance.stages.model_stage import ModelStage
from appliance.text.part_length import LONGEST_PART_CHARS, bounded
from appliance.text.pronunciations import NONE, Pronunciations
from appliance.text.spoken_text import spoken_text

Output = SpokenPart | EndOfReply | Event


class Synthesizer(ModelStage[SynthesizerInput, SpokenPart | EndOfReply, Voice]):
    """Writes out what a voice cannot read (numbers, symbols), and has the voice speak it."""

    name = "synthesizer"

    def __init__(
        self,
        load_voice: Callable[[], Voice],
        language: str,
        clock: Callable[[], float],
        speaking_rate: Callable[[], float | None] = lambda: None,
        pronunciations: Pronunciations = NONE,
    ) -> None:
        """`speaking_rate` is that of every part that has none of its own; None: the voice's."""
        super().__init__(load_voice)
        self._speaking_rate = speaking_rate
        self._usual_rate = 1.0
        self._language = language
        self._pronunciations = pronunciations
        self._clock = clock
        self._begun: tuple[int, SoundStream] | None = None
        """Reply and sound of a part of which only the opening was spoken."""

    def open(self) -> None:
        """Load the voice, and what writes out numbers: the first part must not wait for it."""
        super().open()
        self._usual_rate = self._model.speaking_rate
        spoken_text("It is 5.", self._language)

    def work(self, item: SynthesizerInput) -> Iterator[Output]:
        """Yield the sound of a part as soon as it begins, and go on with it; pass on the end of the reply."""
        begun = self._take_begun(item)
        if isinstance(item, EndOfReply):
            yield item
            return
        self._model.speaking_rate = item.speaking_rate or self._speaking_rate() or self._usual_rate
        text = self.words(item.text)
        if item.is_opening:
            if len(text) <= LONGEST_PART_CHARS and not self._pronunciations.may_be_cut(item.text):
                yield from self._speak_opening(item, text)
        elif begun or text:
            yield from self._speak(item, self._sound_of(text, item, goes_on=begun is not None), begun)

    def words(self, text: str) -> str:
        """Return the words that the voice gets for a text from `plain_text`; "" if there is nothing to say."""
        return self._pronunciations.applied(spoken_text(text, self._language))

    def _sound_of(self, text: str, item: ReplyPart, *, goes_on: bool) -> Iterator[Samples]:
        """Yield the sound of a part. Figures written out may make it longer than the voice can take at a time."""
        for piece, is_last in bounded(text):
            ends_sentence = is_last and item.ends_sentence
            if goes_on:
                yield from self._model.go_on(piece, ends_sentence=ends_sentence)
            else:
                yield from self._model.synthesize(piece, ends_sentence=ends_sentence)
            goes_on = False

    def _take_begun(self, item: SynthesizerInput) -> SoundStream | None:
        """Return the sound that `item` goes on with; None when it begins one of its own."""
        (reply, sound), self._begun = self._begun or (0, None), None
        if sound is None or (reply == item.reply and isinstance(item, ReplyPart)):
            return sound
        sound.end()  # the player must not wait for the rest
        return None

    def _speak_opening(self, item: ReplyPart, text: str) -> Iterator[Output]:
        sound = SoundStream()
        sound.text = item.text
        is_whole = False
        try:
            yield from self._sound(item, self._model.begin(text), sound)
            is_whole = True
        finally:
            if not is_whole:
                sound.end()
        if sound.has_begun:
            self._begun = item.reply, sound

    def _speak(self, item: ReplyPart, pieces: Iterator[Samples], sound: SoundStream | None = None) -> Iterator[Output]:
        sound = sound or SoundStream()
        sound.text = item.text
        says = None
        try:
            yield from self._sound(item, pieces, sound)
            says = SpokenWords(item.text, item.ends_sentence)
        finally:
            sound.end(says)

    def _sound(self, item: ReplyPart, pieces: Iterator[Samples], sound: SoundStream) -> Iterator[Output]:
        for samples in pieces:
            yield SpeechSynthesized(item.reply, self._clock(), samples)
            is_first = not sound.has_begun
            sound.word_ends_s = self._model.word_ends_s
            sound.add(samples)
            if is_first:
                yield SpokenPart(item.reply, item.index, sound)
