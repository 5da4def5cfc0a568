"""`appliance devices`: lists sound cards, GPIO chips and board profiles, by the names that the settings use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from appliance.adapters.alsa_probe import PcmAbilities
    from appliance.board.sound_cards import Direction, SoundCard
    from appliance.doctor.parts import Roots

    Probe = Callable[[str, Direction], PcmAbilities]


def devices(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the list.")] = False,
) -> None:
    """List sound cards with their rates, GPIO chips, and board profiles; the one that fits best is marked.

    The settings name a card by its id, under [audio], and a board profile under [board].
    """
    from appliance.adapters.alsa_probe import probe
    from appliance.doctor.parts import Roots

    found = listing(Roots(), probe)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(as_text(found)))


def listing(roots: Roots, probe: Probe) -> dict[str, Any]:
    """Return cards, chips and profiles as data. Each card is opened for a moment, unless it is in use."""
    from appliance.board.gpio_chips import gpio_chips, has_gpio
    from appliance.board.profiles import best_fit, load_profiles
    from appliance.board.sound_cards import Direction, sound_cards

    cards, chips, profiles = (
        sound_cards(roots.proc / "asound"),
        gpio_chips(roots.dev, roots.sys),
        load_profiles(),
    )
    best = best_fit(profiles, cards, has_gpio(roots.dev, roots.sys))
    return {
        "cards": [
            {"id": card.id, "name": card.name}
            | {each.value: _abilities(card, each, roots.proc / "asound", probe) for each in Direction}
            for card in cards
        ],
        "gpio_chips": [{"name": chip.name, "label": chip.label, "lines": chip.lines} for chip in chips],
        "profiles": [
            {
                "name": profile.name,
                "title": profile.title,
                "cancels_echo": profile.cancels_echo,
                "fits_best": profile is best.profile,
            }
            for profile in profiles
        ],
        "why": best.why,
    }


def _abilities(card: SoundCard, direction: Direction, proc: Path, probe: Probe) -> dict[str, Any] | None:
    from appliance.board.sound_cards import pcm_name
    from appliance.errors import AudioUnavailable

    if not card.has(direction):
        return None
    pcm = pcm_name(card.id, direction, proc)
    try:
        abilities = probe(pcm, direction)
    except AudioUnavailable as error:
        return {"pcm": pcm, "problem": str(error)}
    return {"pcm": pcm, "rates_hz": list(abilities.rates_hz), "channels": list(abilities.channels)}


def as_text(found: dict[str, Any]) -> list[str]:
    """Return the listing as lines of text."""
    lines = ["sound cards"]
    for card in found["cards"]:
        lines.append(f"  {card['id']:<16} {card['name']}")
        lines += [
            f"      {side:<12} {_abilities_text(card[side])}" for side in ("microphone", "loudspeaker") if card[side]
        ]
    lines += [] if found["cards"] else ["  none"]
    lines += ["", "GPIO chips"]
    lines += [f"  {chip['name']:<16} {_chip_text(chip)}" for chip in found["gpio_chips"]] or ["  none"]
    lines += ["", f"board profiles (*: fits best, since {found['why']})"]
    lines += [
        f"{'*' if profile['fits_best'] else ' '} {profile['name']:<22} {profile['title']}"
        f"{'; removes its own echo' if profile['cancels_echo'] else ''}"
        for profile in found["profiles"]
    ]
    return lines


def _abilities_text(abilities: dict[str, Any]) -> str:
    if problem := abilities.get("problem"):
        return str(problem)
    rates = ", ".join(map(str, abilities["rates_hz"]))
    channels = ", ".join(map(str, abilities["channels"]))
    return f"{rates} Hz; channels: {channels}"


def _chip_text(chip: dict[str, Any]) -> str:
    return ", ".join(filter(None, (chip["label"], f"{chip['lines']} lines" if chip["lines"] else "")))
