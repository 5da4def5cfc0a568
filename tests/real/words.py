"""Words as the benchmark compares them, where the tools for it must be there."""

from __future__ import annotations

from collections.abc import Sequence

from whisper_normalizer.english import EnglishTextNormalizer

from appliance.bench import words

normalize = EnglishTextNormalizer()


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Errors of all pairs together over words of all references together, 0.0 for none."""
    rate = words.word_error_rate(references, hypotheses)
    assert rate is not None, "jiwer is not installed"
    return rate
