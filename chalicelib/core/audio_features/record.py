"""A provider's values as a record of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.core.catalogue.entities import AudioFeaturesEntity
from chalicelib.core.catalogue.fitting import fitting
from chalicelib.core.catalogue.sources import FeaturesSource
from chalicelib.core.observability import count, logger

VALUES: Final = AudioFeaturesEntity.model_fields.keys() - {"kind", "id", "source"}
"""Names of the values: those that a provider does not tell stay unset."""


def features(source: FeaturesSource, track_id: str, values: Mapping[str, Any]) -> AudioFeaturesEntity | None:
    """The record of what a source told of a track. Values that no record may hold are left out, counted and logged by
    name; other things beside them are ignored. None where the id is none of Spotify's.
    """
    known = {name: values[name] for name in values if name in VALUES}
    record, odd = fitting("audio_features", {"kind": "audio_features", "id": track_id, "source": source, **known})
    if odd:
        count("AudioFeaturesOddParts", len(odd))
        logger.warning("not kept", extra={"kind": "audio_features", "source": source, "fields": sorted(odd)})
    return AudioFeaturesEntity.model_validate(record) if record is not None else None
