"""What skills are given by a device: what they can do to its session and to the machine, and the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from appliance.device.skill_storage import SkillStorage
from appliance.errors import InvalidState
from appliance.interfaces import Models
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.skills.context import Outputs, SkillContext, Storage
from appliance.skills.own_sentences import own_sentences
from appliance.skills.registry import load_skills
from appliance.skills.skill_set import SkillSet
from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.skill import Timers
from appliance.system.clock import SystemClock

log = logging.getLogger(__name__)


def _impossible() -> None:
    raise InvalidState("there is no device to shut down or restart: this is only a conversation on files or text")


class SessionControl:
    """Implements `DeviceControl` of `skills.context`. The session is attached once it is built, before it is used."""

    def __init__(
        self,
        speaking_rate: float,
        shut_down: Callable[[], None] = _impossible,
        restart: Callable[[], None] = _impossible,
    ) -> None:
        self._speaking_rate = speaking_rate
        self._shut_down = shut_down
        self._restart = restart
        self._session: VoiceSession

    def attach(self, session: VoiceSession) -> None:
        """Take the session that this acts on."""
        self._session = session

    @property
    def volume(self) -> int:
        """Loudness in percent."""
        return self._session.volume

    def set_volume(self, percent: int) -> None:
        """Set the loudness."""
        self._session.set_volume(percent)

    @property
    def speaking_rate(self) -> float:
        """Speed of the voice: 1.0 is as the voice is."""
        return self._speaking_rate

    def set_speaking_rate(self, rate: float) -> None:
        """Set the speed of the voice, 0.5 to 2.0, until the next restart."""
        self._speaking_rate = min(2.0, max(0.5, rate))
        self._session.set_speaking_rate(self._speaking_rate)

    def last_reply(self) -> str:
        """Return what was replied last; "" if nothing was."""
        return self._session.last_reply

    def forget(self) -> None:
        """Forget the conversation."""
        self._session.forget()

    def mute_microphone(self) -> None:
        """Close the microphone, until the button is tapped twice."""
        self._session.mute(stops=False)  # what it says of that is to be heard

    def shut_down(self) -> None:
        """Shut the device down; raise `InvalidState` where there is none."""
        self._shut_down()

    def restart(self) -> None:
        """Restart the device; raise `InvalidState` where there is none."""
        self._restart()


def skill_context(
    settings: Settings, control: SessionControl, storage: Storage, outputs: Outputs | None = None
) -> SkillContext:
    """Return what skills are given."""
    own = own_sentences(settings.skills.folder)
    for complaint in own.complaints:
        log.warning("%s", complaint)
    return SkillContext(SystemClock(), storage, control, settings, own=own, outputs=outputs)


def skills_in_memory(settings: Settings, control: SessionControl | None = None) -> SkillSet:
    """Return the skills of a device that is not there: their state is kept in memory."""
    context = skill_context(settings, control or SessionControl(settings.models.speaking_rate), SkillStorage(None))
    return load_skills(settings.skills, context)


def timer_book(skills: SkillSet) -> TimerBook | None:
    """Return what is due and when; None where the skill is off, or replaced."""
    for skill in skills.skills:
        if isinstance(skill, Timers):
            return skill.book
    return None


def with_skills(models: Models, skills: SkillSet) -> Models:
    """Return models whose replies come from skills first."""
    return replace(models, skills=lambda: skills)
