"""The speakers of a voice that has several, by number and by name, as the .json beside the voice lists them."""

from __future__ import annotations

import json
from pathlib import Path

from appliance.errors import ModelUnavailable

NAMES_TOLD = 5
"""As many names as an error repeats."""


def speaker_number(model_file: Path, speaker: int | str | None) -> int:
    """Return the number of a speaker of the voice, given as its number or its name; the first for None.

    Raises `ModelUnavailable`, which says which there are.
    """
    if speaker is None:
        return 0
    file = model_file.with_name(model_file.name + ".json")
    try:
        description = json.loads(file.read_text(encoding="utf-8"))
        count = int(description.get("num_speakers") or 1)
        numbers = {str(name): int(number) for name, number in (description.get("speaker_id_map") or {}).items()}
    except OSError as error:
        raise ModelUnavailable(f"{file}: the voice's description cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ModelUnavailable(f"{file}: is not the description of a Piper voice") from None
    wrong = f"models.speaker = {json.dumps(speaker, ensure_ascii=False)}"
    if count <= 1 and speaker != 0:
        raise ModelUnavailable(f"{wrong}: the voice {file} has one speaker; take the setting out, or another voice")
    if isinstance(speaker, int):
        if speaker < count:
            return speaker
        raise ModelUnavailable(f"{wrong}: the speakers of the voice {file} are 0 to {count - 1}")
    folded = {name.casefold(): number for name, number in numbers.items()}
    number = numbers.get(speaker, folded.get(speaker.casefold(), count))
    if number < count:
        return number
    names = ", ".join(list(numbers)[:NAMES_TOLD]) + (", ..." if len(numbers) > NAMES_TOLD else "")
    known = f"named {names}" if numbers else "without names"
    raise ModelUnavailable(
        f"{wrong}: the voice {file} has {count} speakers, 0 to {count - 1}, {known}; a number has no quotes"
    )
