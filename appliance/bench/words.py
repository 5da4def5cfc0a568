"""Word error rates, with the normaliser of the Whisper paper (Radford et al. 2022, appendix C), if it is installed."""

from __future__ import annotations

from collections.abc import Sequence


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float | None:
    """Return the errors of all pairs over the words of all references; None without jiwer, which developers have."""
    try:
        import jiwer
        from whisper_normalizer.english import EnglishTextNormalizer
    except ImportError:
        return None
    normalize = EnglishTextNormalizer()
    return float(jiwer.wer([normalize(text) for text in references], [normalize(text) for text in hypotheses]))
