"""`appliance skills`: lists what is answered, and done, by code."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from appliance.commands.config import ConfigOption


def skills(
    sentences: Annotated[
        bool, typer.Option("--sentences", help="Also every intent of each skill, with its sentence templates.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    config: ConfigOption = None,
) -> None:
    """List the skills: what each understands, and which are off.

    Sentences of your own are added by files in a folder; those that are wrong are named here, and it exits with 1.

    Example: appliance skills --sentences
    """
    from appliance.device.skill_control import SessionControl, skill_context
    from appliance.device.skill_storage import SkillStorage
    from appliance.errors import ConfigError
    from appliance.settings_file import load_settings
    from appliance.skills.registry import all_skills, skill_names

    settings = load_settings(config)
    context = skill_context(settings, SessionControl(settings.models.speaking_rate), SkillStorage(None))
    listed = [
        {
            "skill": name,
            "from": where,
            "is_off": name in settings.skills.off,
            "examples": list(skill.examples),
        }
        | ({"sentences": _sentences(name)} if sentences else {})
        for skill, (name, where) in zip(all_skills(context), skill_names().items(), strict=True)
    ]
    typer.echo(json.dumps({"skills": listed}, indent=2, ensure_ascii=False) if as_json else _table(listed))
    if context.own.complaints:
        raise ConfigError("; ".join(context.own.complaints))


def _sentences(skill: str) -> dict[str, list[str]]:
    from appliance.skills.templates import built_in_sentences

    try:
        intents = built_in_sentences(skill, "en")["intents"]
    except FileNotFoundError:
        return {}
    return {name: [text for data in intent["data"] for text in data["sentences"]] for name, intent in intents.items()}


def _table(listed: list[dict[str, object]]) -> str:
    lines = []
    for skill in listed:
        examples = skill["examples"]
        assert isinstance(examples, list)
        lines.append(f"{skill['skill']:<14}{'off   ' if skill['is_off'] else ''}{'  '.join(examples) or '-'}")
        intents = skill.get("sentences", {})
        assert isinstance(intents, dict)
        for name, templates in intents.items():
            lines += [f"    {name}", *(f"        {template}" for template in templates)]
    return "\n".join(lines)
