"""Word error rates, with the normaliser the Whisper paper uses (Radford et al. 2022, appendix C)."""

from __future__ import annotations

from collections.abc import Sequence

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

normalize = EnglishTextNormalizer()


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Errors of all pairs together over words of all references together, 0.0 for none."""
    return float(jiwer.wer([normalize(text) for text in references], [normalize(text) for text in hypotheses]))
