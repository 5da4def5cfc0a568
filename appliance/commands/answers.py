"""`appliance answers`: how often a language model is right, and whether it says so where it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from appliance.commands.config import ConfigOption


def answers(  # noqa: PLR0913, PLR0917  (a command's options are its parameters)
    model: Annotated[
        str | None,
        typer.Option("--model", help="Language model instead of that in the settings: a name, a path, a URL."),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Only this topic; may be given several times.")
    ] = None,
    spoken: Annotated[
        bool,
        typer.Option("--spoken", help="The voice says questions and replies; what the recogniser hears counts."),
    ] = False,
    with_skills: Annotated[
        bool, typer.Option("--skills", help="Skills answer what they know, as in the appliance; else the model alone.")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write everything into this file, as JSON.")] = None,
    against: Annotated[Path | None, typer.Option("--against", help="Set an earlier --json FILE beside it.")] = None,
    config: ConfigOption = None,
) -> None:
    """Ask the language model what a household asks, as text, and judge its replies by patterns.

    Questions with a right answer, 30 that an offline device cannot know, and 30 requests that it cannot serve. The
    wrong replies are listed: patterns are no judges, so read them.
    """
    from appliance.bench import answers as bench
    from appliance.bench.spoken import Spoken
    from appliance.device.skill_control import skills_in_memory
    from appliance.errors import ConfigError
    from appliance.installed_models import installed_models
    from appliance.models.chosen import language_model_name
    from appliance.settings_file import load_settings
    from appliance.stages.server_link import linked
    from appliance.system.atomic_files import write_whole

    earlier = bench.earlier_answers(against) if against else None
    questions = bench.load_questions()
    topics = list(dict.fromkeys(question.topic for question in questions))
    for wanted in topic or ():
        if wanted not in topics:
            raise ConfigError(f"--topic {wanted!r}: must be one of {', '.join(topics)}")
    questions = [question for question in questions if not topic or question.topic in topic]
    settings = load_settings(config)
    if model:
        settings = settings.model_copy(update={"models": settings.models.model_copy(update={"language_model": model})})
    models = installed_models(settings, settings.session)
    session = settings.session.with_prompt_of_model(models.system_prompt)
    heard = Spoken(models, session.language) if spoken else str
    load = (lambda: skills_in_memory(settings)) if with_skills else None
    with linked(models) as load_model:
        answered, memory = bench.ask_all(load_model, session, questions, heard, load)
    name = models.server.url if models.server else language_model_name(settings.models)
    report = bench.AnswersReport(name, session.system_prompt, memory, answered)
    typer.echo("\n".join(bench.table(report, earlier)))
    if json_file:
        write_whole(json_file, report.as_json().encode())
