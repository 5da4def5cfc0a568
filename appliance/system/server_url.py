"""ServerUrl: the address of a server, taken apart and checked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


def is_url(name: str) -> bool:
    """Say whether a setting holds a URL, and not a name or a path."""
    return "://" in name


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """Where an OpenAI-compatible server listens."""

    text: str
    """As it was written; it holds no secret."""
    is_tls: bool
    """True for https."""
    host: str
    """A name or an address, without brackets."""
    port: int
    """TCP port."""
    path: str
    """What comes before "/chat/completions": "/v1" where the URL has no path."""

    @classmethod
    def parse(cls, text: str) -> ServerUrl:
        """Take a URL apart; raise `ValueError`, whose text says what is allowed."""
        example = 'as "http://192.168.1.20:8080"'
        if not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError(f"must be a URL without spaces and special characters, {example}")
        try:
            parts = urlsplit(text)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ValueError(f"must be a URL, {example}") from None
        if parts.scheme not in ("http", "https"):
            raise ValueError(f"must begin with http:// or https://, {example}")
        if not host:
            raise ValueError(f"must name a host, {example}")
        if "@" in parts.netloc:
            raise ValueError("must hold no password: put the key into a file, and name that as server_key_file")
        if parts.query or parts.fragment or "?" in text or "#" in text:
            raise ValueError(f"must end with its host, port or path, {example}")
        is_tls = parts.scheme == "https"
        return cls(text, is_tls, host, port or (443 if is_tls else 80), parts.path.rstrip("/") or "/v1")
