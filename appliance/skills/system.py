"""System: what the appliance can do, how it is, where the data go; it shuts down and restarts, after asking back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from appliance.intents import Action, Answer, Intent
from appliance.settings import VERSION
from appliance.skills.confirmation import Confirmation
from appliance.skills.context import SkillContext
from appliance.skills.health_report import memory_words, report, temperature_words, uptime_words
from appliance.skills.templates import Templates
from appliance.skills.wording import with_digits
from appliance.system.health import Health, health
from appliance.system.server_url import is_url

LONGEST = 120
"""Characters; no longer sentence is one of these."""
QUESTIONS = {
    "shut_down": "Shall I really shut down? Say yes or no.",
    "restart": "Shall I really restart? Say yes or no.",
}
CAN_DO: Mapping[str, str] = {
    "timers": "set timers, alarms and reminders",
    "clock": "tell the time and the date",
    "lists": "keep lists",
    "arithmetic": "calculate",
    "units": "convert units",
    "spelling": "spell words",
    "chance": "roll dice",
}
"""What each skill can do, as `help` says it."""


class System:
    """The appliance as a machine: what it can do, how it is, shut down and restart."""

    name = "system"
    examples: Sequence[str] = (
        "What can you do?",
        "Are you all right?",
        "Where do my data go?",
        "Shut down.",
        "Restart.",
    )

    def __init__(self, context: SkillContext, read_health: Callable[[], Health] = health) -> None:
        self._clock = context.clock
        self._device = context.device
        self._settings = context.settings
        self._read_health = read_health
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))
        self._confirmation = Confirmation(context)

    def match(self, transcript: str) -> Intent | None:
        """Return what is asked of the machine; "yes" and "no" only where it has just asked back."""
        if len(with_digits(transcript)) > LONGEST:
            return None
        if what := self._confirmation.waits_for():
            is_yes = self._confirmation.reply(transcript)
            if is_yes is not None:
                return Intent(self.name, "confirm" if is_yes else "decline", {"what": what})
        for name, _ in self._templates.matches(transcript):
            return Intent(self.name, name, {})
        return None

    def answer(self, intent: Intent) -> Answer:
        """Say how it is, ask back, or do what was confirmed."""
        if question := QUESTIONS.get(intent.name):
            ask = Action("ask back", lambda: self._confirmation.ask(intent.name, question), is_internal=True)
            return Answer(intent, question, ask, listens_after=True)
        if intent.name == "confirm":
            return self._confirmed(intent, str(intent.slots["what"]))
        if intent.name == "decline":
            declining = Action("decline", self._confirmation.forget, is_internal=True)
            return Answer(intent, "All right, I stay on.", declining)
        return Answer(intent, self._text(intent.name))

    def _confirmed(self, intent: Intent, what: str) -> Answer:
        if what == "restart":
            return Answer(intent, "Restarting. I'll be back in a minute.", self._last_action("restart"))
        return Answer(intent, "Shutting down. Goodbye.", self._last_action("shut down"))

    def _last_action(self, name: str) -> Action:
        carry_out = self._device.restart if name == "restart" else self._device.shut_down

        def do() -> None:
            self._confirmation.forget()
            carry_out()

        return Action(name, do)

    def _text(self, name: str) -> str:
        texts: Mapping[str, Callable[[], str]] = {
            "help": self._help,
            "status": lambda: report(self._read_health(), self._clock.elapsed_s(), self._clock.is_trusted()),
            "temperature": lambda: temperature_words(self._read_health().temperature_c),
            "memory": lambda: memory_words(self._read_health().available_mb),
            "uptime": lambda: f"I've been on for {uptime_words(self._clock.elapsed_s())}.",
            "online": self._online,
            "hears": lambda: "Yes, I hear you.",
            "listens": lambda: (
                "My light shows when I listen: after a tap on my button, and while I wait for your answer. "
                + self._data()
            ),
            "data": self._data,
            "version": lambda: f"I'm the voice appliance, version {VERSION.replace('.', ' point ')}.",
        }
        return texts[name]()

    def _help(self) -> str:
        can = [words for skill, words in CAN_DO.items() if skill not in self._settings.skills.off]
        questions = "Ask me about anything else, too, but not for news or the weather: I work without the internet."
        return f"I can {', '.join(can[:-1])} and {can[-1]}. {questions}" if len(can) > 1 else questions

    def _has_server(self) -> bool:
        return is_url(self._settings.models.language_model)

    def _online(self) -> str:
        if self._has_server():
            return "I work without the internet: I only ask your own server for answers."
        return "I work offline: I need no internet, and everything happens on this device."

    def _data(self) -> str:
        kept = "no recording is kept"
        if self._settings.journal.transcripts:
            kept += ", only the text, in the journal of this device"
        if self._has_server():
            return f"What you say is turned into text here, and the text goes to your own server, nowhere else; {kept}."
        return f"Nothing you say leaves this device, and {kept}."
