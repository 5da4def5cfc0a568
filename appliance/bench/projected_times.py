"""The time of a turn on boards that were not at hand, projected: `projection` prints it as tables.

Work is counted in instructions, for the build that the board runs (`hw/counts`). How many instructions a second a board
does in such work is taken from one published speed of a like piece of work: a prompt for all that multiplies quantised
matrices, a spoken sentence for the voice, written tokens for the memory. This machine is projected in the same way from
three of its own speeds, and the rest of what was measured on it tells the error.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from appliance.bench.projection_data import Board, Count, Data, Known
from appliance.models.choice import Candidate, Measurement, Speed, best, candidates
from appliance.models.manifest import Model, load_manifest

RECOGNIZER, VOICE = "whisper-tiny.en", "joe-medium"
BRAINS = {
    "smollm2-135m-instruct-q4_1": "135M",
    "qwen2.5-coder-0.5b-instruct-q4_0": "0.5B as Q4_0",
    "qwen2.5-coder-0.5b-instruct": "0.5B",
    "qwen2.5-coder-1.5b-instruct": "1.5B",
}
"""Language models of the manifest that a board may have, and what they are called in a table."""
FITTED = "decode, fitted window"
TOGETHER = "prompt, 16 tokens together, tokens"
MORE_TOGETHER = "prompt, 64 tokens together, tokens"
"""Taken for a token of a prompt where TOGETHER was not counted; it differs by some percent."""
WRITTEN = "written tokens"
OPENING_ENCODED = "encoder, opening of three words and one"
FIRST_PIECE = "generator, first piece, frames"
SENTENCE = ("encoder, sentence", "generator, sentence, seconds of sound")
TAIL_TOKENS, OPENING_TOKENS = 10, 4
"""Of the prompt, new after the last word; of the reply, until the voice begins (appliance/docs/latency.md)."""
QUIET_MS, PLAYED_MS = 40.0, 15.0
"""Until a pause is one; from the first samples to their sound."""
SHORTEST_PAUSE_MS = 300.0
"""`session.min_endpointing_delay_s`."""


@dataclass(frozen=True, slots=True)
class Times:
    """The projected milliseconds of a turn with one language model."""

    decode: float
    """The recogniser, once."""
    prompt_token: float
    """A token of a prompt, several at a time."""
    token: float
    """A written token."""
    voice: float
    """From the first words to their first samples."""

    @property
    def first_token(self) -> float:
        """From the transcript to the first token."""
        return TAIL_TOKENS * self.prompt_token + self.token

    @property
    def opening(self) -> float:
        """From the first token to the words that the voice begins with."""
        return (OPENING_TOKENS - 1) * self.token

    @property
    def computed(self) -> float:
        """Everything after the last word that is computed, with the two quiet frames."""
        return QUIET_MS + self.decode + self.first_token + self.opening + self.voice

    @property
    def turn(self) -> float:
        """From the last word to the first sound, the reply written by the language model."""
        return max(SHORTEST_PAUSE_MS, self.computed) + PLAYED_MS

    @property
    def turn_with_opening(self) -> float:
        """The same where the question gives the first words of its answer (`session.early_opening`)."""
        return max(SHORTEST_PAUSE_MS, QUIET_MS + self.decode + self.voice) + PLAYED_MS


@dataclass(frozen=True)
class Projection:
    """What a board would take."""

    data: Data
    board: Board

    @cached_property
    def matrix_rate(self) -> float:
        """Instructions per second in the multiplication of quantised matrices, all threads together."""
        prompt = self.board.prompt
        return prompt.value * prompt.scale * self._per_unit(prompt.model, prompt.work)

    @cached_property
    def voice_rate(self) -> float:
        """Instructions per second in the voice, all threads together."""
        encoder, generator = map(self._voice, SENTENCE)
        return (encoder.instructions + generator.instructions) / generator.units / self.board.voice.value

    def _voice(self, work: str) -> Count:
        return self.data.count(self.board.voice.build, VOICE, work)

    def _per_unit(self, model: str, work: str) -> float:
        return self.data.count(self.board.build, model, work).per_unit

    def _prompt_token(self, brain: str) -> float:
        is_counted = self.data.has_count(self.board.build, brain, TOGETHER)
        return self._per_unit(brain, TOGETHER if is_counted else MORE_TOGETHER)

    def times(self, brain: str) -> Times:
        """Return the times with a language model."""
        return Times(
            decode=1000 * self._per_unit(RECOGNIZER, FITTED) / self.matrix_rate,
            prompt_token=1000 * self._prompt_token(brain) / self.matrix_rate,
            token=1000 * self.token_s(brain),
            voice=1000 * self.voice_s(),
        )

    def token_s(self, brain: str) -> float:
        """Return the seconds of a written token: bound by the memory, or, with a small model, by its instructions."""
        by_memory = self.data.weights_of(brain) / self.board.memory.value
        return max(by_memory, self._per_unit(brain, WRITTEN) / self.matrix_rate)

    def voice_s(self) -> float:
        """Return the seconds from an opening's words to its first samples."""
        made = (self._voice(FIRST_PIECE), self._voice(OPENING_ENCODED))
        return sum(each.instructions for each in made) / self.voice_rate

    def turn_instructions(self, brain: str) -> float:
        """Return the counted instructions from the last word to the first sound."""
        voice = self._voice(FIRST_PIECE).instructions + self._voice(OPENING_ENCODED).instructions
        prompt, written = TAIL_TOKENS * self._prompt_token(brain), OPENING_TOKENS * self._per_unit(brain, WRITTEN)
        return self._per_unit(RECOGNIZER, FITTED) + prompt + written + voice

    def turn_bytes(self, brain: str) -> float:
        """Return the bytes that the recogniser (counted) and the language model (its weights) read meanwhile.

        Weights by their size. What the voice reads is not counted, and is not in it.
        """
        decode = self.data.count(self.board.build, RECOGNIZER, FITTED)
        return (decode.missed or 0) + (1 + OPENING_TOKENS) * self.data.weights_of(brain)

    def has(self, brain: str) -> bool:
        """Return whether the language model was counted for the board's build."""
        return any(self.data.has_count(self.board.build, brain, work) for work in (TOGETHER, MORE_TOGETHER))

    def measurement(self, brains: Sequence[Model], memory_mb: int) -> Measurement:
        """Return what `appliance models fetch` would measure on the board with so much memory."""
        times = {brain.name: self.times(brain.name) for brain in brains}
        speeds = {name: Speed(each.prompt_token / 1000, each.token / 1000) for name, each in times.items()}
        any_brain = next(iter(times.values()))
        return Measurement(self.board.name, memory_mb, any_brain.decode / 1000, any_brain.voice / 1000, speeds)

    def choice(self, brains: Sequence[Model], memory_mb: int) -> Candidate:
        """Return the language model that "auto" would choose there, by the product's own rule."""
        there = [brain for brain in brains if self.has(brain.name)]
        return best(candidates(there, self.measurement(there, memory_mb)))


@dataclass(frozen=True, slots=True)
class Compared:
    """A projected time beside a known one."""

    known: Known
    projected_ms: float

    @property
    def ratio(self) -> float:
        """The projected time divided by the known one."""
        return self.projected_ms / self.known.ms


def compared(data: Data) -> Iterator[Compared]:
    """Yield every known time of `data` with its projection."""
    for known in data.known:
        times = Projection(data, data.boards[known.board]).times(known.brain or next(iter(BRAINS)))
        yield Compared(known, getattr(times, known.what))


def typical_error(comparisons: Sequence[Compared]) -> float:
    """Return the factor within which two of three projections lie: 1.3 is "from 1.3 times less to 1.3 times more"."""
    logarithms = [math.log(each.ratio) for each in comparisons]
    return math.exp(math.sqrt(statistics.fmean(value**2 for value in logarithms)))


def brains_of_the_manifest() -> list[Model]:
    """Return the language models that are projected, the smallest first."""
    found = [model for model in load_manifest().models if model.name in BRAINS]
    return sorted(found, key=lambda model: model.size_bytes)
