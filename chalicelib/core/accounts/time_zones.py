"""Names of time zones, as the IANA database has them."""

from __future__ import annotations

import zoneinfo

# Of zoneinfo's own names: what stands for "not set" and for wherever a machine is (tz database, Theory and pragmatics).
_NO_PLACES = frozenset({"Factory", "localtime"})


def known(name: str) -> bool:
    """Whether the IANA time zone database has this name, in exactly these letters.

    Read from the system or, where that has none, as Lambda has not, from the package ``tzdata`` (PEP 615).
    """
    return name in zoneinfo.available_timezones() - _NO_PLACES
