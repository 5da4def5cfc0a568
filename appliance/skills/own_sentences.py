"""Sentences of the owner: YAML files in a folder, which add sentences to skills, and fixed replies.

    skill: timers                       # the skill that these sentences are for
    intents:
      start_timer:                      # an intent of it: `appliance skills --sentences` lists them
        data:
          - sentences: ["boil an egg for {rest}"]

    replies:                            # or what is always replied to some words
      - sentences: ["(what is|what's) the wifi password"]
        reply: "It is on the back of the router."

A file that is wrong is left out, and said; the others count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.skills.templates import Templates, built_in_sentences
from appliance.system.small_files import read_small

LONGEST_FILE = 65_536
"""Bytes."""
MOST_FILES = 100


_SLOT = re.compile(r"\{(\w+)")
_RULE = re.compile(r"<(\w+)>")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sentences: list[str] = Field(min_length=1)


class _Intent(BaseModel):
    model_config = ConfigDict(extra="forbid")
    data: list[_Data] = Field(min_length=1)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sentences: list[str] = Field(min_length=1)
    reply: str = Field(min_length=1, max_length=1000)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    skill: str | None = None
    intents: dict[str, _Intent] = {}
    replies: list[_Reply] = []


@dataclass(slots=True)
class OwnSentences:
    """What the files of a folder say."""

    intents: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Sentences by skill and intent."""
    replies: list[tuple[Sequence[str], str]] = field(default_factory=list)
    """Sentences, and what is replied to them."""
    complaints: list[str] = field(default_factory=list)
    """A sentence for each file that is left out: what is wrong with it."""


def own_sentences(folder: Path) -> OwnSentences:
    """Return what the files *.yaml and *.yml of a folder say, by name; a missing folder is empty."""
    own = OwnSentences()
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError:
        return own
    for path in files[:MOST_FILES]:
        try:
            _take(own, path)
        except _Wrong as wrong:
            own.complaints.append(f"{path}: {wrong}; it is left out")
    return own


class _Wrong(Exception):
    """A file cannot be used; its text says why."""


def _take(own: OwnSentences, path: Path) -> None:
    content = _content(path)
    for name, intent in content.intents.items():
        sentences = [sentence for data in intent.data for sentence in data.sentences]
        _check(content.skill, name, sentences)
        own.intents.setdefault(str(content.skill), {}).setdefault(name, []).extend(sentences)
    for reply in content.replies:
        _compiled("reply", reply.sentences)
        own.replies.append((reply.sentences, reply.reply))


def _content(path: Path) -> _File:
    try:
        if not path.is_file() or path.stat().st_size > LONGEST_FILE:
            raise _Wrong(f"must be a file of at most {LONGEST_FILE} bytes")
        text = read_small(path, LONGEST_FILE).decode("utf-8-sig")
        return _File.model_validate(yaml.safe_load(text) or {})
    except ValidationError as error:
        first = error.errors()[0]
        raise _Wrong(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
    except (yaml.YAMLError, ValueError, OSError, RecursionError) as error:
        raise _Wrong(f"cannot be read as YAML: {' '.join(str(error).split())[:200]}") from None


def _check(skill: str | None, intent: str, sentences: Sequence[str]) -> None:
    try:
        known = built_in_sentences(skill if skill and skill.isidentifier() else "", "en")
    except (FileNotFoundError, IsADirectoryError):
        raise _Wrong(f"skill: {skill!r} has no sentences to add to; see `appliance skills`") from None
    if intent not in known["intents"]:
        raise _Wrong(f"intents: the skill {skill} has no {intent!r}; it has {', '.join(known['intents'])}")
    _compiled(intent, sentences, known)


def _compiled(intent: str, sentences: Sequence[str], built_in: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Raise `_Wrong` if a sentence is none for hassil."""
    around = {name: built_in[name] for name in ("lists", "expansion_rules") if name in built_in}
    for kind, found in (("lists", _SLOT), ("expansion_rules", _RULE)):
        if unknown := set(found.findall(" ".join(sentences))) - set(built_in.get(kind, {})):
            known = ", ".join(built_in.get(kind, {})) or "none"
            raise _Wrong(f"{intent}: {sorted(unknown)[0]!r} is none of the {kind} there are: {known}")
    content = {**around, "intents": {intent: {"data": [{"sentences": list(sentences)}]}}}
    try:
        list(Templates(content).matches("nothing of it"))
    except Exception as error:  # hassil raises errors of many kinds
        raise _Wrong(f"{intent}: a sentence is not in hassil's format: {' '.join(str(error).split())[:200]}") from None
