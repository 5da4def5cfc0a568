"""Who has a sound card open, and what to type so that it is free. Reads only /proc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.board.alsa_names import alsa_name
from appliance.board.sound_cards import PROC, Direction, sound_cards
from appliance.system.kernel_files import kernel_text

_SERVERS = (
    # Beginning of the process's name, ALSA's device that goes through it, its units: the sockets would start it again.
    ("pipewire", "pipewire", "pipewire.socket pipewire-pulse.socket pipewire wireplumber"),
    ("wireplumber", "pipewire", "pipewire.socket pipewire-pulse.socket pipewire wireplumber"),
    ("pulseaudio", "pulse", "pulseaudio.socket pulseaudio.service"),
)


@dataclass(frozen=True, slots=True)
class CardUser:
    """A program that has a card open."""

    name: str
    """Its name."""
    process: int
    """The number of its process."""
    unit: str = ""
    """The systemd unit that runs it; "" if none does."""
    is_users_unit: bool = False
    """True when that is a unit of a user, not of the system."""

    def __str__(self) -> str:
        return f"{self.name} (process {self.process})"

    @property
    def remedy(self) -> str:
        """What to do so that the card is free."""
        for begins, device, units in _SERVERS:
            if self.name.startswith(begins):
                return (
                    f"that is the sound server of a desktop: stop it (`systemctl --user stop {units}`), or go through "
                    f'it (microphone = "pcm:{device}" and loudspeaker = "pcm:{device}" under [audio])'
                )
        if not self.unit:
            return "stop that program"
        return (
            f"stop that program (`{'systemctl --user' if self.is_users_unit else 'sudo systemctl'} stop {self.unit}`)"
        )


def in_use(pcm: str, direction: Direction, proc: Path = PROC, processes: Path = Path("/proc")) -> str:
    """Return who has the card open and what to do, as the rest of a sentence: "is in use by ..."."""
    if user := card_user(pcm, direction, proc, processes):
        return f"is in use by {user}; {user.remedy}"
    # The service may not look at the processes of others, but the kernel's number of the one that opened the card.
    owner = next(iter(_owners(_statuses(pcm, direction, proc))), None)
    number = f" (process {owner})" if owner else ""
    return f"is in use by another program{number}; stop that program (`sudo fuser -v /dev/snd/*` names it)"


def used_by(pcm: str, direction: Direction, proc: Path = PROC, processes: Path = Path("/proc")) -> str | None:
    """Return which program has a card open, as "arecord (process 1234)"; None when none has, or it is not known."""
    user = card_user(pcm, direction, proc, processes)
    return str(user) if user else None


def card_user(pcm: str, direction: Direction, proc: Path = PROC, processes: Path = Path("/proc")) -> CardUser | None:
    """Return the program that has a card open; None when none has, or this user may not know."""
    statuses = _statuses(pcm, direction, proc)
    users = (_user(owner, processes) for owner in _owners(statuses))
    if statuses:
        return next(filter(None, users), None)
    file = _device_file(pcm, direction, proc)
    return next(_holders(file, processes), None) if file else None


def _place(pcm: str, proc: Path) -> tuple[int, int | None] | None:
    """Return the number of the card now, and of its device if the name says which."""
    name = alsa_name(pcm)
    card = next((card for card in sound_cards(proc) if name and card.id == name.card), None)
    return (card.index, name.device) if name and card else None


def _statuses(pcm: str, direction: Direction, proc: Path) -> list[Path]:
    place = _place(pcm, proc)
    if place is None:
        return []
    index, device = place
    pcms = f"pcm{'*' if device is None else device}{direction.letter}"
    return sorted((proc / f"card{index}").glob(f"{pcms}/sub*/status"))


def _device_file(pcm: str, direction: Direction, proc: Path) -> re.Pattern[str] | None:
    place = _place(pcm, proc)
    if place is None:
        return None
    index, device = place
    return re.compile(rf"/dev/snd/pcmC{index}D{'[0-9]+' if device is None else device}{direction.letter}")


def _owners(statuses: list[Path]) -> Iterator[str]:
    """Yield the threads that opened a device: "owner_pid   : 1250"."""
    for status in statuses:
        if owner := re.search(r"^owner_pid\s*:\s*(\d+)", kernel_text(status), re.MULTILINE):
            yield owner[1]


def _user(thread_id: str, processes: Path) -> CardUser | None:
    """Return the process of a thread: the kernel notes the thread that opened a card."""
    # "Tgid:   1234"
    thread = re.search(r"^Tgid:\s*(\d+)", kernel_text(processes / thread_id / "status"), re.MULTILINE)
    return _process(thread[1], processes) if thread else None


def _process(process: str, processes: Path) -> CardUser:
    group = kernel_text(processes / process / "cgroup")  # "0::/system.slice/mpd.service"
    unit = re.search(r"/([^/\s]+)\.service$", group, re.MULTILINE)
    name = kernel_text(processes / process / "comm") or "a program"
    return CardUser(name, int(process), unit[1] if unit else "", "/user@" in group)


def _holders(file: re.Pattern[str], processes: Path) -> Iterator[CardUser]:
    """Yield the processes that have the device file open, where the kernel does not say who opened the device."""
    for folder in sorted(processes.glob("[0-9]*/fd")):
        try:
            if any(file.fullmatch(str(link.readlink())) for link in folder.iterdir()):
                yield _process(folder.parent.name, processes)
        except OSError:  # it has ended, or is another user's
            continue
