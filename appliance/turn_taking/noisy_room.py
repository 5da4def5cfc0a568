"""Noisy rooms: how much longer a pause has to be where soft words are not heard. Pure: levels in, seconds out."""

from __future__ import annotations

QUIET_DB = 20.0
"""A voice that is so far above the room is heard as in silence."""
LOUD_DB = 15.0
"""A voice that is no farther above the room loses its soft words: the gaps between the others are longer."""
MOST_MORE_S = 0.6
"""Added to the endpointing delay there; less in between."""
LONGEST_S = 1.2
"""Longest delay that anything is added to: in a longer one the next beat of the music is taken for the user."""
NOISY_DB = 18.0
"""A voice that is less far above the room loses the soft end of its sentences. A pause is transcribed only once it has
settled there, and a turn is over once no new word comes."""


def is_noisy(above_room_db: float) -> bool:
    """Say whether soft ends of sentences are lost in the noise; `above_room_db` is how much louder the user is."""
    return above_room_db < NOISY_DB


def delay_in_noise_s(delay_s: float, above_room_db: float) -> float:
    """Return the endpointing delay in a room, in seconds; in a quiet one it stays as it is."""
    share = min(1.0, max(0.0, (QUIET_DB - above_room_db) / (QUIET_DB - LOUD_DB)))
    return max(delay_s, min(delay_s + MOST_MORE_S * share, LONGEST_S))
