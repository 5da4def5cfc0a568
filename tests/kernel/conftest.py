"""Collects the tests in `inside` only where they can run: in the guest."""

from __future__ import annotations

import os

from tests.kernel.guest import IN_GUEST

collect_ignore = [] if os.environ.get(IN_GUEST) else ["inside"]
