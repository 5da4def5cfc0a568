"""The file of the control socket: its access rights, and other files at its path."""

from __future__ import annotations

import contextlib
import fcntl
import grp
import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from appliance.control.client import ControlClient
from appliance.control.server import ControlServer
from appliance.control.socket_file import SocketFile
from appliance.errors import ControlUnavailable
from tests.unit.control.control_rig import NO_GROUP, echo, serving, short_folder
from tests.unit.watched_thread import TIMEOUT_S, running


def refused(path: Path) -> str:
    """Return the error of a server that cannot open its socket."""
    with pytest.raises(ControlUnavailable) as error:
        ControlServer(path, NO_GROUP, echo).open()
    assert "\n" not in str(error.value)
    return str(error.value)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_without_its_group_the_socket_is_for_this_user_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with serving(group=NO_GROUP) as served:
        assert served.path.is_socket()
        assert rights(served.path) == 0o600
    assert NO_GROUP in caplog.text


def test_its_group_may_use_it_and_nobody_else() -> None:
    own = grp.getgrgid(os.getegid())
    with serving(group=own.gr_name) as served:
        assert rights(served.path) == 0o660
        assert served.path.stat().st_gid == own.gr_gid


@pytest.mark.skipif(os.geteuid() == 0, reason="root may give it to any group")
def test_a_group_that_this_user_is_not_in_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    foreign = next(group for group in grp.getgrall() if group.gr_gid not in {os.getegid(), *os.getgroups()})
    with serving(group=foreign.gr_name) as served:
        assert rights(served.path) == 0o600
    assert foreign.gr_name in caplog.text


def test_the_socket_is_the_only_file_and_is_deleted_at_the_end() -> None:
    with serving() as served:
        assert list(served.path.parent.iterdir()) == [served.path]
        folder = served.path.parent
        server = served.server
        server.stop()
        served.thread.join(TIMEOUT_S)
        server.close()
        assert list(folder.iterdir()) == []


def test_the_rights_of_other_files_are_not_touched_by_it() -> None:
    before = os.umask(0o022)
    try:
        with serving() as served:
            other = served.path.with_name("other")
            other.touch()
            assert rights(other) == 0o644
    finally:
        os.umask(before)


def test_a_folder_that_is_missing_is_made() -> None:
    with short_folder() as folder:
        server = ControlServer(folder / "a" / "b" / "c.sock", NO_GROUP, echo)
        server.open()
        assert (folder / "a" / "b" / "c.sock").is_socket()
        server.close()


def test_the_socket_of_an_appliance_that_was_killed_is_replaced() -> None:
    with short_folder() as folder:
        path = folder / "control.sock"
        with socket.socket(socket.AF_UNIX) as killed:
            killed.bind(str(path))
        server = ControlServer(path, NO_GROUP, echo)
        server.open()
        with running(server.run), ControlClient(path) as client:
            assert client.ask("status")["command"] == "status"
            server.stop()
        server.close()


def test_a_second_appliance_is_refused_and_the_first_goes_on() -> None:
    with serving() as served:
        assert "another appliance is running already" in refused(served.path)
        served.settled()


@pytest.mark.parametrize("content", ["precious", ""])
def test_a_file_that_is_no_socket_is_left_alone(content: str) -> None:
    """A typing error in control.socket must not cost the owner a file."""
    with short_folder() as folder:
        path = folder / "appliance.toml"
        path.write_text(content)
        assert "not a socket" in refused(path)
        assert path.read_text() == content
        assert list(folder.iterdir()) == [path]


def test_an_impossible_path_is_one_sentence_and_leaves_nothing() -> None:
    with short_folder() as folder:
        (folder / "file").touch()
        for path in (folder / "file" / "control.sock", folder, folder / ("x" * 120), folder / ("x" * 300)):
            assert str(path) in refused(path)
        assert [path.name for path in folder.iterdir()] == ["file"]


def test_of_many_that_start_together_one_lives() -> None:
    with short_folder() as folder:
        servers = [ControlServer(folder / "control.sock", NO_GROUP, echo) for _ in range(12)]
        outcomes: list[str] = []
        begin = threading.Barrier(len(servers))

        def start(server: ControlServer) -> None:
            begin.wait(TIMEOUT_S)
            try:
                server.open()
            except ControlUnavailable as error:
                outcomes.append(str(error))
            else:
                outcomes.append("open")

        threads = [threading.Thread(target=start, args=(server,)) for server in servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(TIMEOUT_S)
        assert outcomes.count("open") == 1
        assert sum("another appliance is running already" in outcome for outcome in outcomes) == len(servers) - 1
        for server in servers:
            server.close()
        assert list(folder.iterdir()) == []


def test_the_end_of_one_leaves_the_socket_of_another() -> None:
    with short_folder() as folder:
        path = folder / "control.sock"
        first = ControlServer(path, NO_GROUP, echo)
        first.open()
        path.unlink()
        second = ControlServer(path, NO_GROUP, echo)
        second.open()
        first.close()
        assert path.is_socket()
        with running(second.run), ControlClient(path) as client:
            client.ask("status")
            second.stop()
        second.close()
        assert list(folder.iterdir()) == []


def test_one_that_hangs_and_takes_no_connection_is_running() -> None:
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as hangs, contextlib.ExitStack() as stack:
        path = folder / "control.sock"
        hangs.bind(str(path))
        hangs.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(socket.socket(socket.AF_UNIX))
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(str(path))
        assert "another appliance is running already" in refused(path)


def test_a_folder_that_somebody_else_has_locked_does_not_keep_it_from_starting() -> None:
    with short_folder() as folder:
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        file = SocketFile(folder / "control.sock", NO_GROUP, lock_s=0.05)
        file.open()
        file.close()
        os.close(handle)
        assert list(folder.iterdir()) == []


def test_a_zero_byte_in_the_path_is_one_sentence() -> None:
    assert "cannot be made" in refused(Path("/tmp/a\0b"))


def test_what_a_kill_has_left_is_swept_and_nothing_else() -> None:
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as left:
        left.bind(str(folder / ".control.sock.4711"))
        for name in (".control.sock.4712", ".control.sock.mine", ".other.sock.4711"):
            (folder / name).touch()
        file = SocketFile(folder / "control.sock", NO_GROUP)
        file.open()
        file.close()
        assert sorted(path.name for path in folder.iterdir()) == [
            ".control.sock.4712", ".control.sock.mine", ".other.sock.4711",
        ]  # fmt: skip
