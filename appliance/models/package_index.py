"""Finds a distribution's file on the Python package index that pip is configured to use.

Looks up one project at a time; `download.py` downloads. One of the two modules that may open a connection.
"""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

from appliance.errors import DownloadFailed
from appliance.models.download import TIMEOUT_S, connection_errors
from appliance.models.manifest import Archive


@dataclass(frozen=True, slots=True)
class PipSettings:
    """The part of pip's settings that a download must obey too."""

    index_url: str | None = None
    """Simple index of a mirror; None: the public one."""
    certificates: str | None = None
    """File of the certificates to trust; None: the usual ones."""


def pip_settings() -> PipSettings:
    """Return the settings that pip would use. Its environment variables take precedence over its files."""
    files = _settings_in_files()
    return PipSettings(
        os.environ.get("PIP_INDEX_URL") or files.index_url, os.environ.get("PIP_CERT") or files.certificates
    )


@functools.cache
def _settings_in_files() -> PipSettings:
    """Let pip find and merge its configuration files, which takes it half a second. Empty if there is no pip."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return parse_pip_settings(listed.stdout if listed.returncode == 0 else "")


def parse_pip_settings(listing: str) -> PipSettings:
    """Parse the output of `pip config list`. The section `[download]` takes precedence over `[global]`."""
    values = dict(line.split("=", 1) for line in listing.splitlines() if "=" in line)

    def setting(key: str) -> str | None:
        value = values.get(f"download.{key}") or values.get(f"global.{key}")
        return str(ast.literal_eval(value)) if value else None

    return PipSettings(setting("index-url"), setting("cert"))


def find_url(archive: Archive, settings: PipSettings) -> str:
    """Return the address of an archive.

    Raises DownloadFailed if the index does not have it, Unreachable if there is no response.
    """
    from pypi_simple import NoSuchProjectError, PyPISimple, UnsupportedContentTypeError

    mirror = settings.index_url
    # A mirror's address may carry a password, so only its host is shown.
    where = f"the package index at {urlsplit(mirror).hostname}" if mirror else "the Python package index"
    client = PyPISimple(mirror) if mirror else PyPISimple()
    with connection_errors(archive.filename, where), client as index:
        if settings.certificates:
            index.s.verify = settings.certificates
        try:
            page = index.get_project_page(archive.distribution, timeout=TIMEOUT_S)
        except NoSuchProjectError:
            raise DownloadFailed(f"{where} does not have the project {archive.distribution}") from None
        except UnsupportedContentTypeError:
            raise DownloadFailed(
                f"{where} responds with something that is no index: does a login page intervene?"
            ) from None
    for package in page.packages:
        if package.filename == archive.filename:
            return package.url
    raise DownloadFailed(f"{where} does not have {archive.filename}, only other files of {archive.distribution}")
