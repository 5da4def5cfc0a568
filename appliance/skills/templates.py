"""Templates: the sentences that a skill understands, in the format of hassil, which matches them.

A file of sentences (https://github.com/OHF-Voice/hassil has the syntax) is YAML:

    language: en
    intents:
      start_timer:
        data:
          - sentences:
              - "(set|start) [a] timer for {duration}"
    lists:
      duration:
        wildcard: true

A slot that is a wildcard takes any words. Whether they make sense is for the skill to say: it takes the first match
whose slots do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from hassil import Intents, recognize_all

from appliance.skills.wording import every_word, with_digits


class Templates:
    """The sentences of one skill, compiled."""

    def __init__(self, sentences: Mapping[str, Any], *, are_of_owner: bool = False) -> None:
        """`sentences` is what a file of them contains.

        `are_of_owner`: some may have words that count as politeness, as "decide for me"; the words are tried with
        them too.
        """
        self._are_of_owner = are_of_owner
        self._intents = Intents.from_dict({"language": "en", **sentences})
        for data in self._sentence_lists():
            data.sentences  # noqa: B018  (parsed when first read: here, not when somebody waits)
        next(iter(recognize_all("", self._intents)), None)  # looks for the words that each sentence needs: the same

    def _sentence_lists(self) -> Iterator[Any]:
        for intent in self._intents.intents.values():
            yield from intent.data

    @classmethod
    def named(
        cls, skill: str, own: Mapping[str, Sequence[str]] | None = None, intents: Sequence[str] | None = None
    ) -> Templates:
        """Return the sentences that come with the appliance for a skill, and those of the owner, by intent.

        With `intents`, of the built-in sentences only those of these.
        """
        if not own:
            return _built_in(skill, None if intents is None else tuple(intents))
        content = built_in_sentences(skill, "en")
        names = content["intents"] if intents is None else intents
        built_in = {name: list(content["intents"][name]["data"]) for name in names}
        for name, sentences in own.items():
            built_in.setdefault(name, []).append({"sentences": list(sentences)})
        return cls({**content, "intents": {name: {"data": data} for name, data in built_in.items()}}, are_of_owner=True)

    def matches(self, transcript: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each intent that the words fit, with its slots, those with the most literal words first."""
        yield from self._found(with_digits(transcript))
        if self._are_of_owner:
            yield from self._found(every_word(transcript))

    def _found(self, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
        found = sorted(
            recognize_all(text, self._intents),
            key=lambda result: (-result.text_chunks_matched, sum(len(str(e.text)) for e in result.entities_list)),
        )
        for result in found:
            yield result.intent.name, {name: _value(entity) for name, entity in result.entities.items()}


def _value(entity: Any) -> Any:
    return entity.value.strip() if isinstance(entity.value, str) else entity.value


@cache
def _built_in(skill: str, intents: tuple[str, ...] | None) -> Templates:
    """Return the templates of a skill as they come; compiled once, and never changed."""
    content = built_in_sentences(skill, "en")
    chosen = {name: content["intents"][name] for name in (content["intents"] if intents is None else intents)}
    return Templates({**content, "intents": chosen})


@cache
def built_in_sentences(skill: str, language: str) -> Mapping[str, Any]:
    """Return the content of `sentences/LANGUAGE/SKILL.yaml`."""
    text = files("appliance.skills").joinpath("sentences", language, f"{skill}.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content
