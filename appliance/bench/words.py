"""Word error rates, with the text normaliser of the Whisper paper (Radford et al. 2022, appendix C)."""

from __future__ import annotations

from collections.abc import Sequence


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float | None:
    """Return the word errors of all pairs divided by the words of all references, from 0 up.

    None if jiwer or whisper_normalizer is not installed: both are developers' packages.
    """
    try:
        import jiwer
        from whisper_normalizer.english import EnglishTextNormalizer
    except ImportError:
        return None
    normalize = EnglishTextNormalizer()
    return float(jiwer.wer([normalize(text) for text in references], [normalize(text) for text in hypotheses]))
