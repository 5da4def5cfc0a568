"""`appliance ask`: asks recorded questions in a whole session, and writes the spoken replies to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from appliance.commands.config import ConfigOption


def ask(  # noqa: PLR0913, PLR0917  (a command's options are its parameters)
    questions: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Sound files (WAV, FLAC, OGG, MP3 ...), or - for standard input; several are turns of one "
            "conversation.",
            metavar="QUESTION.wav",
        ),
    ] = None,
    typed: Annotated[
        list[str] | None,
        typer.Option("--text", help="A typed question instead of a recording; several are turns of one conversation."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the spoken answers, one after the other, to this WAV file."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the live view.")] = False,
    realtime: Annotated[
        bool,
        typer.Option(
            "--realtime/--fast",
            help="Play the recording at the pace of a microphone, or as fast as the models can take it. With --fast "
            "nothing waits for silence to pass, so the times are shorter than in a real conversation.",
        ),
    ] = True,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Use simulated models: they understand nothing, and need no files.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Ask recorded or typed questions and get spoken answers: the main job of the appliance, on files.

    Shows the transcript as the recording plays, the answer as it is written, and the time of each step with its target.

    If a question fails, or Ctrl-C stops it, no answer file is written.

    What skills do here, such as set a timer, is done in memory, and gone when the command ends.

    Example: appliance ask hw/recordings/capital-of-france.wav -o answer.wav

    Example: arecord -f S16_LE -r 16000 -d 5 | appliance ask -

    Example: appliance ask --text "What time is it?"
    """
    from appliance.adapters.wav_files import AnswerFile, load_channels
    from appliance.audio.front_end import processed
    from appliance.commands.asking import Asking, Recording
    from appliance.commands.asking_view import LiveView
    from appliance.errors import RecordingError
    from appliance.hardware import front_end_of
    from appliance.session.typed_question import longest_question, typed_question
    from appliance.settings_file import load_settings
    from appliance.system.printable import shown_sentence

    settings = load_settings(config)
    paths = questions or []
    if bool(paths) == bool(typed):
        raise typer.BadParameter("give recordings, or questions by --text: one of the two", param_hint="QUESTION.wav")
    longest = longest_question(settings.models.context_tokens, settings.session.max_reply_tokens)
    words = [typed_question(text, longest) for text in typed or []]
    longest_s = settings.session.longest_utterance_s
    recordings = [
        Recording(path, processed(load_channels(path, longest_s), front_end_of(settings.audio))) for path in paths
    ]
    if output and any(output.resolve() == path.resolve() for path in paths):
        raise RecordingError(f"{output}: is a question; the answer would overwrite it, so name another file")
    answer = AnswerFile(output) if output else None
    try:
        realtime = realtime and not words
        view = None if as_json else LiveView(realtime=realtime)
        asking = Asking(settings, view, realtime=realtime, simulated=simulated)
        try:
            asking.ask([*words, *recordings])
        finally:
            if as_json:
                typer.echo(json.dumps(asking.report(), indent=2, ensure_ascii=False))
        if answer and len(spoken := asking.spoken()):
            answer.save(spoken, asking.rate_hz)
            if not as_json:
                typer.echo(f"Spoken answer: {shown_sentence(str(answer.path))}")
    finally:
        if answer:
            answer.discard()
    if asking.unanswered:
        raise RecordingError("; ".join(f"{name}: {reason}" for name, reason in asking.unanswered.items()))
