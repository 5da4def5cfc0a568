"""Keeps the tests of `inside` where they belong: in the guest they are collected, out here they are not."""

from __future__ import annotations

import os

from tests.kernel.guest import IN_GUEST

collect_ignore = [] if os.environ.get(IN_GUEST) else ["inside"]
