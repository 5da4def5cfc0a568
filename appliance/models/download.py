"""Downloads one file, resumes where an earlier attempt broke off, and checks the hash. A failure is one clear sentence.

One of the two modules that may open a connection. Knows nothing of models.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from appliance.errors import DownloadFailed
from appliance.models.progress import Progress

TIMEOUT_S = 30.0
PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Time before each new attempt while nothing comes: Wi-Fi that breaks is mostly back within a minute."""
PART = ".part"
"""Ending of a file that came only in part; it is kept, and the next attempt goes on where it ends."""
_CHUNK_BYTES = 1 << 14
"""What is lost of a connection that breaks off, at most."""


class Unreachable(DownloadFailed):
    """There was no response, or the connection broke off: the file may still be brought in another way."""


class Cancelled(Unreachable):
    """It was given up because another download has failed; that one's error is the one to report."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to download."""

    url: str
    """Where it is."""
    sha256: str | None
    """What it must be; None: whatever comes, and then nothing is resumed."""
    size_bytes: int
    """Its size, exact where the hash is known."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How files are downloaded."""

    certificates: str | None = None
    """File of the certificates to trust; None: the usual ones."""
    pauses_s: tuple[float, ...] = PAUSES_S
    """Time before each new attempt while nothing comes; after the last, the download is given up."""
    is_cancelled: threading.Event = field(default_factory=threading.Event)
    """Set to end downloads on other threads; what came of them is kept."""


def download(wanted: Wanted, target: Path, part: Path, connection: Connection, progress: Progress) -> None:
    """Download a file to `target`, unless it is there already with the right hash; both folders exist.

    Never leaves an incomplete file under the name `target`: what came so far is in `part`, and is resumed from where
    the hash is known. Raises Unreachable, DownloadFailed, or OSError if it cannot write.
    """
    import pooch

    def stream(_url: str, into: str, _pooch: object) -> None:
        _fetch_all(wanted, part, connection, progress, target.name)
        part.replace(into)

    if wanted.sha256 is None:
        target.unlink(missing_ok=True)  # nothing to compare it with
        part.unlink(missing_ok=True)
    pooch.get_logger().setLevel("ERROR")
    known_hash = f"sha256:{wanted.sha256}" if wanted.sha256 else None
    try:
        pooch.retrieve(wanted.url, known_hash, fname=target.name, path=target.parent, downloader=stream)
    except ValueError as error:  # how pooch reports a wrong hash; it has deleted the file
        if "hash" not in str(error):
            raise
        raise DownloadFailed(
            f"{target.name} came, but is not the file it should be (its SHA-256 is not {wanted.sha256}): it was "
            "deleted; try again, and if that does not help, the file was replaced at its source"
        ) from None


def _fetch_all(wanted: Wanted, part: Path, connection: Connection, progress: Progress, name: str) -> None:
    """Fetch until nothing is missing; after a break go on, as long as anything comes at all."""
    progress.resumes(_size(part))
    has_begun, fruitless = _size(part) > 0, 0
    while True:
        before = _size(part)
        try:
            with connection_errors(name, urlsplit(wanted.url).hostname or wanted.url):
                _fetch_rest(wanted, part, connection, progress, name)
        except Unreachable:
            has_grown = _size(part) > before
            has_begun, fruitless = has_begun or has_grown, 0 if has_grown else fruitless + 1
            if not (has_begun and wanted.sha256) or fruitless > len(connection.pauses_s):
                raise
            if connection.is_cancelled.wait(connection.pauses_s[fruitless - 1] if fruitless else 0.0):
                raise
        else:
            return


def _fetch_rest(wanted: Wanted, part: Path, connection: Connection, progress: Progress, name: str) -> None:
    """Fetch what is missing, over one connection."""
    import requests

    here = _size(part)
    if wanted.sha256 and here == wanted.size_bytes:
        return
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={here}-"} if here else {})
    with requests.get(
        wanted.url, stream=True, timeout=TIMEOUT_S, verify=connection.certificates or True, headers=headers
    ) as response:
        goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {here}-")
        if here and not (response.status_code == 206 and goes_on):
            part.unlink()
            progress.add(-here)
            here = 0
            if response.status_code in (206, 416):  # another part than the one that was asked for, or none
                raise Unreachable(f"{name} came only in part, and its source does not let it be resumed")
        response.raise_for_status()
        with part.open("ab") as stream:
            for chunk in response.iter_content(_CHUNK_BYTES):
                stream.write(chunk)
                here += len(chunk)
                progress.add(len(chunk))
                if connection.is_cancelled.is_set():
                    raise Cancelled(f"{name} was given up, because another file could not be fetched")
                if wanted.sha256 and here > wanted.size_bytes:
                    break
    if wanted.sha256 and here > wanted.size_bytes:
        part.unlink()
        raise DownloadFailed(
            f"{name} is longer than the {wanted.size_bytes} bytes it should have: it was deleted; the file was "
            "replaced at its source"
        )
    if wanted.sha256 and here < wanted.size_bytes:
        # Where the source says how much it sends, a break is an error; so this is all there is of it.
        if "Content-Length" in response.headers or "Transfer-Encoding" in response.headers:
            part.unlink()
            raise DownloadFailed(
                f"{name} came, but is not the file it should be (it has {here} bytes instead of {wanted.size_bytes}): "
                "it was deleted; try again, and if that does not help, the file was replaced at its source"
            )
        raise Unreachable(f"{name} came only in part: {here} of {wanted.size_bytes} bytes")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


@contextmanager
def connection_errors(what: str, where: str) -> Iterator[None]:
    """Turn errors of the HTTP library into one sentence about `what` (a file) and `where` (a server)."""
    import requests.exceptions as failures

    try:
        yield
    except failures.HTTPError as error:
        raise DownloadFailed(f"{what} is not available: {where} responds {str(error).split(' for url')[0]}") from error
    except failures.SSLError as error:
        raise Unreachable(f"{what} could not be fetched: {_about_certificate(str(error), where)}") from error
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


def _about_certificate(error: str, where: str) -> str:
    if "not yet valid" in error or "has expired" in error:
        state = "not valid yet" if "not yet" in error else "out of date"
        now = datetime.datetime.now().strftime("%Y-%m-%d %H:%M")
        return (
            f"by the clock of this machine ({now}) the certificate of {where} is {state}; set "
            "the clock, sudo date --set 'YYYY-MM-DD HH:MM', and try again"
        )
    return f"the certificate of {where} is not trusted (is this machine's clock right?)"
