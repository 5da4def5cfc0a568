"""Downloads one file, with a progress bar and a checked hash. Every failure is one clear sentence.

One of the two modules that may open a connection. Knows nothing of models.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from appliance.errors import DownloadFailed
from appliance.models.by_hand import megabytes

TIMEOUT_S = 30.0
_CHUNK_BYTES = 1 << 16


class Unreachable(DownloadFailed):
    """There was no response, or the connection broke off: the file may still be brought in another way."""


def download(url: str, target: Path, sha256: str | None, size_bytes: int, certificates: str | None) -> None:
    """Download `url` to `target`, whose folder exists, unless it is there already with the right hash.

    Never leaves an incomplete file under the name `target`. Shows a progress bar on stderr on a terminal, elsewhere one
    line with `size_bytes`, which need not be exact. Raises Unreachable, DownloadFailed, or OSError if it cannot write.
    """
    import pooch

    def stream(url: str, part: str, _pooch: object) -> None:
        _stream(url, Path(part), target.name, certificates)

    if sha256 is None:
        target.unlink(missing_ok=True)  # nothing to compare it with
    pooch.get_logger().setLevel("ERROR")
    if not sys.stderr.isatty():
        print(f"fetching {target.name} ({megabytes(size_bytes)})", file=sys.stderr, flush=True)
    known_hash = f"sha256:{sha256}" if sha256 else None
    with connection_errors(target.name, urlsplit(url).hostname or url):
        try:
            pooch.retrieve(url, known_hash, fname=target.name, path=target.parent, downloader=stream)
        except ValueError as error:  # how pooch reports a wrong hash; it has deleted the file
            if "hash" not in str(error):
                raise
            raise DownloadFailed(
                f"{target.name} came, but is not the file it should be (its SHA-256 is not {sha256}): it was "
                "deleted; try again, and if that does not help, the file was replaced at its source"
            ) from None


def _stream(url: str, part: Path, name: str, certificates: str | None) -> None:
    """Download like pooch's own downloader, but close the connection when writing fails."""
    import requests
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no monitor thread: this bar is updated all the time
    with requests.get(url, stream=True, timeout=TIMEOUT_S, verify=certificates or True) as response:
        response.raise_for_status()
        total = int(response.headers.get("Content-Length", 0)) or None
        with (
            tqdm(desc=name, total=total, unit="B", unit_scale=True, leave=False, disable=None) as bar,
            part.open("wb") as stream,
        ):
            for chunk in response.iter_content(_CHUNK_BYTES):
                stream.write(chunk)
                bar.update(len(chunk))


@contextmanager
def connection_errors(what: str, where: str) -> Iterator[None]:
    """Turn errors of the HTTP library into one sentence about `what` (a file) and `where` (a server)."""
    import requests.exceptions as failures

    try:
        yield
    except failures.HTTPError as error:
        raise DownloadFailed(f"{what} is not available: {where} responds {str(error).split(' for url')[0]}") from error
    except failures.SSLError as error:
        raise Unreachable(
            f"{what} could not be fetched: the certificate of {where} is not trusted (is this machine's clock right?)"
        ) from error
    except failures.ProxyError as error:
        raise Unreachable(f"{what} could not be fetched: the proxy does not let us reach {where}") from error
    except failures.Timeout as error:
        raise Unreachable(f"{what} could not be fetched: {where} did not respond for {TIMEOUT_S:g} s") from error
    except (failures.ChunkedEncodingError, failures.ContentDecodingError) as error:
        raise Unreachable(f"{what} came only in part: the connection to {where} broke off") from error
    except failures.ConnectionError as error:
        raise Unreachable(f"{what} could not be fetched: no connection to {where}") from error
    except failures.RequestException as error:
        raise DownloadFailed(f"{what} could not be fetched from {where}: {error}") from error
