"""A responder, with a language model that writes the given pieces."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.intents import Answerer
from appliance.interfaces import GenerationOptions
from appliance.items import ReplyPart, ReplyRequest
from appliance.stages.conversation import Conversation
from appliance.stages.responder import Responder
from tests.unit.scripted import Clock, Output, ScriptedLanguageModel, decoded

SYSTEM = "Be brief."


class ResponderRig:
    """A responder that is open, its model and its conversation."""

    def __init__(  # noqa: PLR0913
        self,
        *pieces: str,
        context_tokens: int = 1000,
        max_tokens: int = 100,
        hit_cap: bool = False,
        streaming: bool = True,
        skills: Answerer | None = None,
        language: str = "en",
    ) -> None:
        self.model = ScriptedLanguageModel(*pieces, context_tokens=context_tokens, hit_cap=hit_cap)
        self.conversation = Conversation(SYSTEM)
        options = GenerationOptions(0.0, max_tokens)
        load_skills = (lambda: skills) if skills else None
        self.stage = Responder(
            lambda: self.model, self.conversation, options, Clock(3.0),
            streaming=streaming, load_skills=load_skills, language=language,
        )  # fmt: skip
        self.stage.open()

    def work(self, said: str = "What is blue?") -> Iterator[Output]:
        """Begin reply 4, to what the user said."""
        return self.stage.work(ReplyRequest(4, decoded(said)))

    def reply(self) -> list[Output]:
        """Return all outputs of a reply."""
        return list(self.work())


def sentences(outputs: list[Output]) -> list[str]:
    """Return the texts of the parts, openings left out; check that they are numbered and of reply 4."""
    found = [output for output in outputs if isinstance(output, ReplyPart)]
    assert [part.index for part in found] == list(range(len(found)))
    assert all(part.reply == 4 for part in found)
    return [part.text for part in found if not part.is_opening]


def letters(text: str) -> list[str]:
    """Return the letters of a text: the pieces that a model writes may end anywhere."""
    return list(text)
