"""Choice: the language model that suits a machine, by what was measured there. Pure: nothing is measured or read here.

What a model takes to begin is estimated from one that was measured, by the sizes of their files. A token costs time for
every byte of weights, and some that does not grow with them: thin layers, their barriers between threads. Measured on
two x86-64 cores, prompt and written token took 2.4 and 5.9 ms with 98 MB of weights, 6.3 and 16.6 with 491 MB, 14.2 and
29.4 with 1117 MB: within a fifth of (weights + 110 MB), times a constant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from appliance.models.manifest import Model, Role

AIM_S = 1.0
"""From the last word to the first sound: the best model that keeps this is chosen."""
LIMIT_S = 2.0
"""Where no model that is right often enough keeps AIM_S, the best one that keeps this is."""
QUESTIONS = 166
"""Questions of `appliance answers` that have a right answer."""
OFTEN_RIGHT = 110
"""Right answers, of these, below which truth goes before speed."""
MEMORY_SHARE = 0.8
"""Part of the memory that the appliance may take, as MemoryMax= of its unit."""
REST_MB = 360
"""What it takes beside the language model: Python, recogniser, voice, sound. Measured: 1630 MB with one of 1291 MB."""
SHORTEST_PAUSE_S = 0.3
"""Nothing is played before the user has been silent for this time (`session.min_endpointing_delay_s`)."""
PROMPT_TOKENS = 5
"""Tokens of the question that are evaluated after the last word; the others were while the user spoke."""
OPENING_TOKENS = 5
"""Tokens that are written before the voice begins: an opening of three words and the start of the next."""
DISTURBING_CORES = 0.3
"""Cores in use by others, from which on a measurement does not last: it is made again the next time."""
BESIDE_WEIGHTS_BYTES = 110_000_000
"""What a token costs beside the weights, in bytes of weights."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a language model is on a machine."""

    prompt_token_s: float
    """Seconds to evaluate a token of a prompt, several at a time."""
    token_s: float
    """Seconds to write a token."""

    @property
    def opening_s(self) -> float:
        """Seconds from the transcript to the first words of the reply."""
        return PROMPT_TOKENS * self.prompt_token_s + OPENING_TOKENS * self.token_s

    def scaled(self, from_bytes: int, to_bytes: int) -> Speed:
        """Return the speed of a model of `to_bytes` that is expected from this one, of a model of `from_bytes`."""
        ratio = (to_bytes + BESIDE_WEIGHTS_BYTES) / (from_bytes + BESIDE_WEIGHTS_BYTES)
        return Speed(self.prompt_token_s * ratio, self.token_s * ratio)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured on a machine."""

    machine: str
    """The machine, so that a measurement is not taken for that of another."""
    memory_mb: int
    """Memory that a program may take, in millions of bytes."""
    recognizer_s: float
    """Seconds to transcribe a short question."""
    voice_s: float
    """Seconds to the first sound of a reply."""
    speeds: dict[str, Speed] = field(default_factory=dict)
    """Speeds of the language models that were measured, by name."""
    others_cores: float = 0.0
    """Cores that other programs kept busy meanwhile, on average."""

    @property
    def is_disturbed(self) -> bool:
        """Return whether other programs made it slower than it is."""
        return self.others_cores > DISTURBING_CORES

    def first_sound_s(self, speed: Speed) -> float:
        """Return the seconds from the user's last word to the first sound, with a language model of `speed`.

        Expected and measured by `appliance bench` on two x86-64 cores: 300 and 321 ms (135M), 330 and 334 (0.5B), 433
        and 383 (1.5B).
        """
        return max(SHORTEST_PAUSE_S, self.recognizer_s + speed.opening_s + self.voice_s)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A language model, and what it would be like on the machine."""

    model: Model
    """The model."""
    first_sound_s: float
    """Seconds from the last word to the first sound."""
    is_measured: bool
    """False: estimated, from another model."""
    needed_mb: int
    """Memory of the whole appliance with it."""
    has_memory: bool
    """True if that leaves the system enough."""

    @property
    def right(self) -> int:
        """How many of the QUESTIONS it gets right."""
        assert self.model.right is not None
        return self.model.right

    def __str__(self) -> str:
        """Return why it is chosen, or is not."""
        how = "measured" if self.is_measured else "estimated"
        return (
            f"{self.right} of {QUESTIONS} questions right, first sound after {self.first_sound_s:.1f} s ({how}), "
            f"{self.needed_mb} MB of memory"
        )


def is_candidate(model: Model) -> bool:
    """Say whether "auto" may choose a model: a language model whose truth and memory were measured."""
    return model.role is Role.LANGUAGE_MODEL and model.right is not None and model.memory_mb is not None


def smallest(models: Iterable[Model]) -> Model:
    """Return the smallest of the models that "auto" may choose. It is measured first, and runs everywhere."""
    return min(filter(is_candidate, models), key=lambda model: model.size_bytes)


def needed_mb(model: Model) -> int:
    """Return the memory of the whole appliance with a language model, in millions of bytes."""
    return (model.memory_mb or 0) + REST_MB


def candidates(models: Iterable[Model], measurement: Measurement) -> list[Candidate]:
    """Return what each model that "auto" may choose would be like, the best first."""
    known = list(filter(is_candidate, models))
    measured = {model.name: model for model in known if model.name in measurement.speeds}
    # The nearest in size tells most about a model that was not measured.
    found = []
    for model in known:
        nearest = min(measured.values(), key=lambda other: abs(other.size_bytes - model.size_bytes))
        speed = measurement.speeds[nearest.name].scaled(nearest.size_bytes, model.size_bytes)
        needed = needed_mb(model)
        has_memory = needed <= MEMORY_SHARE * measurement.memory_mb
        found.append(Candidate(model, measurement.first_sound_s(speed), nearest is model, needed, has_memory))
    return sorted(found, key=lambda candidate: candidate.right, reverse=True)


def best(found: list[Candidate]) -> Candidate:
    """Return the candidate that suits the machine.

    The one that is right most often, of those that have memory to spare and begin within AIM_S; within LIMIT_S where
    those are right too seldom. The smallest, where nothing else will do.
    """
    fitting = [candidate for candidate in found if candidate.has_memory]
    quick = [candidate for candidate in fitting if candidate.first_sound_s <= AIM_S]
    if not any(candidate.right >= OFTEN_RIGHT for candidate in quick):
        quick = [candidate for candidate in fitting if candidate.first_sound_s <= LIMIT_S]
    # Not the first of a sorted list: where nothing fits, the smallest does least harm.
    return max(quick, key=lambda each: each.right) if quick else min(found, key=lambda each: each.needed_mb)
