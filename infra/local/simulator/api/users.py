"""GET /users/{user_id}: somebody else's public profile, which development mode has lost."""

from __future__ import annotations

from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.problems import not_found


def profile(call: Call) -> Reply:
    """A person's, a friend's or Spotify's own profile."""
    user = call.library.users.get(call.parameters["user_id"])
    if user is None:
        raise not_found()
    if call.library.has_person(user.id):
        person = call.library.person(user.id)
        return Reply(call.render.public_profile(user, person.followers, person.cover))
    return Reply(call.render.public_profile(user, 0, None))
