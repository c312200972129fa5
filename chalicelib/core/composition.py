"""The composition root: makes each collaborator once per process, on first use; tests put others in their place."""

from __future__ import annotations

import gc
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.core.clock import Clock, SystemClock

if TYPE_CHECKING:
    from chalicelib.core.accounts.service import Accounts
    from chalicelib.core.accounts.spending import Spending
    from chalicelib.core.audio_features.choice import AudioFeatures
    from chalicelib.core.catalogue.collections import Collections
    from chalicelib.core.catalogue.history import History
    from chalicelib.core.catalogue.read_models import ReadModels
    from chalicelib.core.catalogue.repository import Catalogue
    from chalicelib.core.messages import Publisher
    from chalicelib.core.paging import CursorSigner
    from chalicelib.core.secret_store import SecretStore
    from chalicelib.core.settings import Settings


class Services:
    """What endpoints and tasks work with. Imports happen on first use: a cold start pays only for what it needs."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def secrets(self) -> SecretStore:
        """The client secret and the signing key."""
        from chalicelib.core import aws
        from chalicelib.core.secret_store import SecretStore

        return SecretStore(aws.ssm, self.settings.secrets_parameter)

    @cached_property
    def publisher(self) -> Publisher:
        """Sends messages to queues."""
        from chalicelib.core import aws
        from chalicelib.core.messages import Publisher

        return Publisher(aws.sqs(), self.spending)

    @cached_property
    def spending(self) -> Spending:
        """Collects what this process asked of Spotify, until a message takes it along."""
        from chalicelib.core.accounts.spending import Spending

        return Spending()

    @cached_property
    def cursors(self) -> CursorSigner:
        """Signs and checks list cursors."""
        from chalicelib.core.paging import CursorSigner

        return CursorSigner(self.secrets.signing_key)

    @cached_property
    def accounts(self) -> Accounts:
        """People, sessions, grants and the Spotify client that acts for a person."""
        from chalicelib.core.accounts.service import Accounts

        return Accounts(self)

    @cached_property
    def audio_features(self) -> AudioFeatures:
        """Whom this installation asks for audio features."""
        from chalicelib.core.audio_features.choice import AudioFeatures

        return AudioFeatures(self)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What was read from Spotify."""
        from chalicelib.core.catalogue.model_notes import ModelNotes
        from chalicelib.core.catalogue.repository import Catalogue

        notes = ModelNotes(self.settings.coordination_table, self.clock)
        return Catalogue(self.settings, notes, self.read_models.wrote)

    @cached_property
    def collections(self) -> Collections:
        """Each person's rows."""
        from chalicelib.core.catalogue.collections import Collections

        return Collections(self.settings, self.clock, self.read_models.wrote)

    @cached_property
    def read_models(self) -> ReadModels:
        """Whose read model is behind what is kept."""
        from chalicelib.core.catalogue.read_models import ReadModels

        return ReadModels(self)

    @cached_property
    def history(self) -> History:
        """What became of each person's rows."""
        from chalicelib.core.catalogue.history import History

        return History(self.settings, self.clock)


_current: Services | None = None


def services() -> Services:
    """This process's collaborators."""
    global _current
    if _current is None:
        from chalicelib.core.settings import settings

        # What is loaded by now stays loaded: garbage collections need not look at it again.
        gc.freeze()
        _current = Services(settings())
    return _current


def use(replacement: Services | None) -> None:
    """Put other collaborators in place (None: make them anew from the environment). For tests and tools."""
    global _current
    _current = replacement
