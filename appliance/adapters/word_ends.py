"""WordEnds: when each word of synthesized speech ends, after its silences were shortened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


class WordEnds:
    """Of one part of a reply, which is made piece by piece."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._ends: list[int] = []
        """In the sound as it was made, in samples."""
        self._made, self._kept = [0], [0]
        """Samples made, and kept of them, after each piece."""

    def sentence(self, ends: Sequence[int]) -> None:
        """Note where the words of a sentence end that follows, in samples from its beginning."""
        self._ends += [self._made[-1] + end for end in ends]

    def piece(self, made: int, kept: int) -> None:
        """Note a piece of sound: how many samples were made, and how many of these, or of earlier ones, are kept."""
        self._made.append(self._made[-1] + made)
        self._kept.append(self._kept[-1] + kept)

    @property
    def ends_s(self) -> tuple[float, ...]:
        """When each word ends, in seconds of the sound that is kept; of what is not made yet, as if all were kept."""
        places = np.interp(np.array(self._ends, dtype=np.float64), self._made, self._kept)
        beyond = [max(0, end - self._made[-1]) for end in self._ends]
        return tuple(float(place + more) / self._rate_hz for place, more in zip(places, beyond, strict=True))


def words_over(text: str, count: Callable[[str], int]) -> list[int]:
    """Return for each word of `text` how many words the voice has said by then.

    `count` tells how many words the voice makes of a text: eSpeak says "of the" as one, and "—" as none.
    """
    words = text.split()
    if count(text) == len(words):
        return list(range(1, len(words) + 1))
    return [count(" ".join(words[:number])) for number in range(1, len(words) + 1)]
