"""PiperVoice: text to speech with a Piper voice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from appliance.adapters.onnx import session_options
from appliance.adapters.vits import Floats, Hidden, Vits
from appliance.adapters.vits_split import VoiceSplit
from appliance.adapters.word_ends import WordEnds, words_over
from appliance.audio.format import Samples
from appliance.audio.silence_trim import SilenceTrimmer
from appliance.errors import ModelUnavailable

PAUSE_S = 0.12
"""Longest silence after a sentence and within one. Piper pauses up to 430 ms at a comma, 250 after "John F."."""
LONGEST_PHONEMES = 600
"""Of what is made at a time; the memory it takes grows with the square. A sentence of 300 letters has about 350."""
CLAUSE_PAUSE_S = 0.05
"""Silence after a clause. The next part may come 100 ms late before that sounds like a gap."""


def voice_rate_hz(model_file: Path) -> int:
    """Return the voice's sample rate, from the .json beside its .onnx file. Raises `ModelUnavailable`."""
    try:
        return int(_description(model_file)["audio"]["sample_rate"])
    except (ValueError, KeyError, TypeError):
        raise _no_description(model_file) from None


def _description_file(model_file: Path) -> Path:
    return model_file.with_name(model_file.name + ".json")


def _description(model_file: Path) -> dict[str, Any]:
    file = _description_file(model_file)
    try:
        description = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelUnavailable(f"{file}: the voice's description cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise _no_description(model_file) from None
    if not isinstance(description, dict):
        raise _no_description(model_file)
    return description


def _no_description(model_file: Path) -> ModelUnavailable:
    return ModelUnavailable(f"{_description_file(model_file)}: is not the description of a Piper voice")


@dataclass(frozen=True, slots=True)
class _Begun:
    """A sentence whose first words were spoken by `begin()`."""

    words: int
    """How many, as the voice counts them: phonemes between spaces ("of the" may be one)."""
    seam: Floats
    """The sound of the next frame. It is faded into the first frame of what follows."""
    pauses: SilenceTrimmer
    """The trimmer of its silences, which knows how the sound ended."""
    ends: WordEnds
    """When its words end."""


class PiperVoice:
    """A Piper voice. Speaks a sentence, or a clause, at a time."""

    def __init__(
        self,
        model_file: Path,
        threads: int,
        speaking_rate: float = 1.0,
        speaker: int = 0,
        split: VoiceSplit | None = None,
    ) -> None:
        """Load the voice and synthesise one word, so that the first sentence is as fast as the tenth.

        `speaker`: number of one of the voice's speakers. `split`: of this voice, if it was begun before.
        Raises `ModelUnavailable`.
        """
        from piper import PiperVoice as Engine
        from piper.config import PiperConfig

        self.rate_hz = voice_rate_hz(model_file)
        options = session_options(threads)
        # onnxruntime keeps a memory plan for every length of sentence: 240 short ones took the process from 149 to
        # 269 MB, without the plans to 244, where it stays from the 100th on.
        options.enable_mem_pattern = False
        self._speaker = speaker
        description = _description(model_file)
        self.speaking_rate = speaking_rate
        try:
            self._config = PiperConfig.from_dict(description)
            # Piper's own class, only for turning text into phonemes and ids. Their sound is made by `vits`.
            self._text = Engine(session=cast(Any, None), config=self._config)
            sample = self._inputs(self._text.phonemize("Ready.")[0])
        except Exception as error:  # any field may be missing or wrong, and eSpeak need not know the voice
            reason = " ".join(str(error).split())[:200]
            raise ModelUnavailable(
                f"{_description_file(model_file)}: does not describe a voice that can speak "
                f"({type(error).__name__}: {reason}); take the file that came with the voice"
            ) from error
        try:
            self._vits = Vits(model_file, options, self.rate_hz, sample, split or VoiceSplit(model_file))
        except ModelUnavailable:
            raise
        except Exception as error:  # what onnxruntime raises, and what comes out of sound that is none
            raise ModelUnavailable(
                f"{model_file}: does not speak its first word ({' '.join(str(error).split())[:200]}): it is damaged, "
                "or does not fit its description"
            ) from error
        self._begun: _Begun | None = None
        self._ends = WordEnds(self.rate_hz)
        self._part = ""
        self._words_over: list[int] | None = None
        """Of `_part`; None until somebody asks."""

    @property
    def word_ends_s(self) -> tuple[float, ...]:
        """When each word of the part that is being synthesised ends, in seconds of its sound."""
        if self._words_over is None:
            self._words_over = words_over(self._part, self._word_count)
        ends = (0.0, *self._ends.ends_s)
        return tuple(ends[number] for number in self._words_over if number < len(ends))

    def _word_count(self, text: str) -> int:
        return sum(len("".join(phonemes).split()) for phonemes in self._text.phonemize(text))

    def _take_part(self, text: str, ends: WordEnds) -> None:
        self._part, self._words_over, self._ends = text, None, ends

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        """Yield the sound of a sentence, or of a clause that goes on, piece by piece, with a short silence after it.

        Not normalised: that would scale each part by itself, and the loudness would jump. Without it, the same words
        are as loud in a clause as in the whole sentence: -1.2 to +1.5 dB, median 0.
        """
        pauses = SilenceTrimmer(self.rate_hz, PAUSE_S)
        self._take_part(text, WordEnds(self.rate_hz))
        for phonemes in self._phonemes(text, ends_sentence):
            hidden = self._vits.encode(self._inputs(phonemes))
            self._ends.sentence(self._word_ends(hidden, phonemes))
            for sound in self._vits.sound(hidden):
                yield from self._trimmed(pauses, sound)
        yield from pauses.finish(PAUSE_S if ends_sentence else CLAUSE_PAUSE_S)

    def begin(self, text: str) -> Iterator[Samples]:
        """Yield the sound of all words but the last; nothing if it could not go on in time."""
        self._begun = None
        if not self._vits.can_begin:
            return
        phonemes = next(iter(self._text.phonemize(text)), [])
        last_word = _place_of_space(phonemes, phonemes.count(" "))
        if not last_word:
            return
        hidden = self._vits.encode(self._inputs(phonemes))
        end = hidden.start_of(self._id_place(phonemes, last_word))
        pauses = SilenceTrimmer(self.rate_hz, PAUSE_S)
        self._take_part(text, WordEnds(self.rate_hz))
        self._ends.sentence(self._word_ends(hidden, phonemes)[:-1])
        seam = np.zeros(0, dtype=np.float32)
        for sound in self._vits.sound(hidden, 0, end + 1):
            sound, seam = np.split(np.append(seam, sound), [-self._vits.hop])  # noqa: PLW2901  # the rest is the seam
            yield from self._trimmed(pauses, sound)
        self._begun = _Begun(phonemes.count(" "), seam, pauses, self._ends)

    def go_on(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        """Yield what follows the words that `begin()` spoke. `text` contains these words too."""
        begun, self._begun = self._begun, None
        if begun is None:
            yield from self.synthesize(text, ends_sentence=ends_sentence)
            return
        self._take_part(text, begun.ends)
        fade = np.linspace(0, 1, len(begun.seam), dtype=np.float32)
        for number, phonemes in enumerate(self._phonemes(text, ends_sentence)):
            hidden = self._vits.encode(self._inputs(phonemes))
            place = 0 if number else _place_of_space(phonemes, begun.words)
            start = hidden.start_of(self._id_place(phonemes, place))
            ends = [end - start * self._vits.hop for end in self._word_ends(hidden, phonemes)]
            self._ends.sentence([end for end in ends if end > 0])
            sounds = self._vits.sound(hidden, start)
            for piece, sound in enumerate(sounds):
                if number == piece == 0:
                    sound[: len(fade)] = sound[: len(fade)] * fade + begun.seam * (1 - fade)
                yield from self._trimmed(begun.pauses, sound)
        yield from begun.pauses.finish(PAUSE_S if ends_sentence else CLAUSE_PAUSE_S)

    def _trimmed(self, pauses: SilenceTrimmer, sound: Floats) -> Iterator[Samples]:
        """Yield a piece of sound without its silences, and note where that leaves the words."""
        kept = list(pauses.add(_as_samples(sound)))
        self._ends.piece(len(sound), sum(map(len, kept)))
        yield from kept

    def _word_ends(self, hidden: Hidden, phonemes: list[str]) -> list[int]:
        """Return where each word ends, in samples; a word is what eSpeak says as one ("of the" may be one)."""
        spaces = [place for place, phoneme in enumerate(phonemes) if phoneme == " "]
        if hidden.durations is None:
            return [round(hidden.length * (number + 1) / (len(spaces) + 1)) for number in range(len(spaces) + 1)]
        frames = [hidden.start_of(self._id_place(phonemes, place)) for place in spaces]
        return [frame * self._vits.hop for frame in [*frames, hidden.length]]

    def _phonemes(self, text: str, ends_sentence: bool) -> list[list[str]]:
        """Return the phonemes of each sentence that Piper finds in `text`."""
        if not ends_sentence and text[-1:].isalnum():
            text += ","  # without it, the pitch falls as at the end of a sentence
        return [part for phonemes in self._text.phonemize(text) for part in _bounded(phonemes)]

    def _id_place(self, phonemes: list[str], place: int) -> int:
        """Return the index of the first id of the phoneme at `place`."""
        return len(self._text.phonemes_to_ids(phonemes[:place])) - 1 if place else 0  # less the id of the end mark

    def _inputs(self, phonemes: list[str]) -> dict[str, Any]:
        """Return the model's inputs for the phonemes of a sentence."""
        config = self._config
        ids = self._text.phonemes_to_ids(phonemes)
        scales = [config.noise_scale, config.length_scale / self.speaking_rate, config.noise_w_scale]
        inputs = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array(scales, dtype=np.float32),
        }
        if config.num_speakers > 1:
            inputs["sid"] = np.array([self._speaker], dtype=np.int64)
        return inputs


def _as_samples(sound: Floats) -> Samples:
    samples: Samples = (np.clip(sound, -1.0, 1.0) * 32767).astype(np.int16)
    return samples


def _bounded(phonemes: list[str]) -> Iterator[list[str]]:
    """Yield the phonemes in parts that are not too long, cut between two words where there are any."""
    while len(phonemes) > LONGEST_PHONEMES:
        spaces = (place for place in range(LONGEST_PHONEMES, LONGEST_PHONEMES // 2, -1) if phonemes[place] == " ")
        end = next(spaces, LONGEST_PHONEMES)
        yield phonemes[:end]
        phonemes = phonemes[end:]
    if phonemes:
        yield phonemes


def _place_of_space(phonemes: list[str], number: int) -> int:
    """Return the index of the space with this `number`, from 1; of the last if there are fewer; 0 if there is none."""
    places = [place for place, phoneme in enumerate(phonemes) if phoneme == " "]
    return places[min(number, len(places)) - 1] if places and number else 0
