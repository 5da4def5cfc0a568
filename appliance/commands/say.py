"""`appliance say`: speaks a text as the device would, into a file or through the loudspeaker, or prints the words."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from appliance.commands.config import ConfigOption


def say(
    text: Annotated[list[str], typer.Argument(help='What is to be said; "-" reads it from stdin.', metavar="TEXT")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the sound to this WAV file instead of playing it.")
    ] = None,
    words: Annotated[
        bool, typer.Option("--words", help="Print the words as the voice gets them, a sentence per line.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Speak a text as the device speaks a reply: with the voice and the pronunciations of the settings.

    Without -o it is played on the loudspeaker of the settings, which the running device must not be using.

    Example: appliance say "It is 25 ℃." --words
    """
    from appliance.adapters.wav_files import AnswerFile
    from appliance.commands.saying import Saying
    from appliance.errors import InvalidQuestion
    from appliance.session.typed_question import LONGEST_TEXT, text_to_say
    from appliance.settings_file import load_settings
    from appliance.system.printable import shown_sentence

    # "-5 degrees" is a text, and so an unknown option is one too, unless it looks like a name.
    option = next((word for word in text if re.fullmatch(r"--[a-z][a-z-]*(=.*)?", word)), None)
    if option and "--" not in sys.argv:
        raise typer.BadParameter(f"there is no option {option}; a text that begins so follows --", param_hint="TEXT")
    settings = load_settings(config)
    saying = Saying(settings, text_to_say(sys.stdin.read(LONGEST_TEXT + 1) if text == ["-"] else " ".join(text)))
    if not saying.words:
        raise InvalidQuestion('the text has no words that a voice can say: write a sentence, as "It is five."')
    if words:
        typer.echo("\n".join(saying.words))
    if output:
        file = AnswerFile(output)
        try:
            file.save(saying.sound(), saying.rate_hz)
            typer.echo(f"Spoken: {shown_sentence(str(file.path))}", err=words)
        finally:
            file.discard()
    elif not words:
        saying.play()
