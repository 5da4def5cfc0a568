"""The systemd drop-in that opens the service's sandbox for one server, and for nothing else."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

from appliance.system.server_url import ServerUrl

UNIT = "voice-appliance.service"
DROP_IN = Path("/etc/systemd/system", f"{UNIT}.d", "network.conf")
"""Where it belongs; the unit itself stays as it is, and an update does not touch this file."""
ADDRESSES_VARIABLE = "VOICE_APPLIANCE_SERVER_ADDRESSES"
"""Environment variable with the addresses of the server's host, parted by spaces: the service cannot look them up."""

_TEXT = """\
# Written by `appliance config network`. It opens the service for {url}, and for no other address.
# Not kept up to date: write it anew when the URL in the settings, or the address of the server, changes.
[Service]
PrivateNetwork=no
# Added to those of the unit.
RestrictAddressFamilies=AF_INET AF_INET6
# IPAddressDeny=any of the unit stays: the kernel drops every packet to or from another address, name servers included.
{allowed}
{environment}"""
_ENVIRONMENT = """\
# The address of {host} when this was written; the name is still what its certificate is checked against.
Environment="{variable}={addresses}"
"""


def addresses_of(host: str) -> list[str]:
    """Return the addresses of a host, itself if it is one. Raises `OSError` for a name that is not known."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(place[0]) for *_, place in found))


def drop_in(server: ServerUrl, addresses: list[str]) -> str:
    """Return the text of the file."""
    whole = {4: 32, 6: 128}
    known = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
    allowed = [f"IPAddressAllow={address}/{whole[address.version]}" for address in known]
    is_name = addresses != [server.host]
    environment = _ENVIRONMENT.format(host=server.host, variable=ADDRESSES_VARIABLE, addresses=" ".join(addresses))
    return _TEXT.format(url=server.text, allowed="\n".join(allowed), environment=environment if is_name else "")
