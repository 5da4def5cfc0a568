"""The word error rate of the benchmark, for tests: the tools for it must be installed."""

from __future__ import annotations

from collections.abc import Sequence

from whisper_normalizer.english import EnglishTextNormalizer

from appliance.bench import words

normalize = EnglishTextNormalizer()


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Return the errors of all pairs, divided by the words of all references; 0.0 if there are no words."""
    rate = words.word_error_rate(references, hypotheses)
    assert rate is not None, "jiwer is not installed"
    return rate
