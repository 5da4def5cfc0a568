"""`python -m appliance.recordings fetch` fetches the human recordings; `... check` checks every file."""

from __future__ import annotations

import sys

from appliance.errors import ApplianceError
from appliance.recordings.fetch import fetch_human_recordings
from appliance.recordings.recordings import FETCH_COMMAND, FOLDER, load_non_speech, load_pauses, load_recordings


def main(arguments: list[str]) -> int:
    """Run `fetch` or `check`. Returns the exit status."""
    try:
        if arguments == ["fetch"]:
            print(f"{len(fetch_human_recordings())} human recordings are in {FOLDER / 'human'}")
        elif arguments == ["check"]:
            recordings = [*load_recordings(), *load_pauses(), *load_non_speech()]
            print(f"{len(recordings)} recordings are complete and right")
        else:
            print(f"usage: {FETCH_COMMAND} | check", file=sys.stderr)
            return 2
    except ApplianceError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
