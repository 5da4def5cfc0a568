"""`appliance ask`: asks recorded questions in a whole session, and writes the spoken replies to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from appliance.commands.config import ConfigOption


def ask(  # noqa: PLR0913, PLR0917  (a command's options are its parameters)
    questions: Annotated[
        list[Path],
        typer.Argument(help="WAV files, 8-48 kHz; several are turns of one conversation.", metavar="QUESTION.wav"),
    ],
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
    """Ask recorded questions and get spoken answers: the main job of the appliance, on files.

    Shows the transcript as the recording plays, the answer as it is written, and the time of each step with its target.

    If a question fails, or Ctrl-C stops it, no answer file is written.

    Example: appliance ask hw/recordings/capital-of-france.wav -o answer.wav
    """
    from appliance.adapters.wav_files import AnswerFile, load_recording
    from appliance.commands.asking import Asking, Recording
    from appliance.commands.asking_view import LiveView
    from appliance.errors import RecordingError
    from appliance.settings_file import load_settings

    settings = load_settings(config)
    longest_s = settings.session.longest_utterance_s
    recordings = [Recording(path, load_recording(path, longest_s)) for path in questions]
    if output and any(output.resolve() == path.resolve() for path in questions):
        raise RecordingError(f"{output}: is a question; the answer would overwrite it, so name another file")
    answer = AnswerFile(output) if output else None
    try:
        view = None if as_json else LiveView(realtime=realtime)
        asking = Asking(settings, view, realtime=realtime, simulated=simulated)
        try:
            asking.ask(recordings)
        finally:
            if as_json:
                typer.echo(json.dumps(asking.report(), indent=2, ensure_ascii=False))
        if answer and len(spoken := asking.spoken()):
            answer.save(spoken, asking.rate_hz)
            if not as_json:
                typer.echo(f"Spoken answer: {answer.path}")
    finally:
        if answer:
            answer.discard()
    if asking.unanswered:
        raise RecordingError("; ".join(f"{path}: {reason}" for path, reason in asking.unanswered.items()))
