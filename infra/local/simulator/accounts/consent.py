"""The consent page: who are you, and may this app do that?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from infra.local.simulator.accounts.authorization import FIELDS, Authorization
from infra.local.simulator.accounts.scopes import SCOPES
from infra.local.simulator.covers import PERSON_PICTURE, picture_path
from infra.local.simulator.library.people import Person

_STYLE = """
:root{color-scheme:light dark;--bg:#f4f2ee;--card:#fff;--ink:#1b1a18;--soft:#6a665f;--line:#e2ded6;--go:#0f7a46;
--go-ink:#fff;--chip:#fff4d6;--chip-ink:#6b4a00}
@media(prefers-color-scheme:dark){:root{--bg:#131312;--card:#1e1d1b;--ink:#f3f0ea;--soft:#a8a39a;--line:#34322e;
--go:#3ddc84;--go-ink:#06210f;--chip:#3a2f12;--chip-ink:#ffd877}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;padding:1rem}
main{width:100%;max-width:27rem;background:var(--card);border:1px solid var(--line);border-radius:1.1rem;
padding:1.6rem 1.4rem;box-shadow:0 12px 40px #0002}
.chip{display:inline-block;background:var(--chip);color:var(--chip-ink);border-radius:99px;padding:.15rem .75rem;
font-size:.82rem;font-weight:600}
h1{font-size:1.35rem;line-height:1.25;margin:.8rem 0 .3rem}
p{margin:.2rem 0 1rem;color:var(--soft)}
fieldset{border:0;padding:0;margin:0 0 1.2rem}
legend{font-weight:650;padding:0;margin-bottom:.45rem}
label{display:flex;gap:.8rem;align-items:center;cursor:pointer}
.person{border:1px solid var(--line);border-radius:.8rem;padding:.55rem .8rem;margin-bottom:.5rem}
.person:has(:checked){border-color:var(--go);box-shadow:inset 0 0 0 1px var(--go)}
.person img,.person .face{width:2.6rem;height:2.6rem;border-radius:50%;flex:none;background:var(--line);
display:grid;place-items:center;font-weight:700}
.person span{min-width:0;overflow-wrap:anywhere}
.person small{display:block;color:var(--soft)}
.scope{padding:.28rem 0;font-size:.95rem}
input{accent-color:var(--go);width:1.15rem;height:1.15rem;flex:none;margin:0}
.buttons{display:grid;gap:.6rem}
button{font:inherit;font-weight:650;border-radius:99px;padding:.75rem 1rem;border:1px solid var(--line);
background:none;color:inherit;cursor:pointer}
button.go{background:var(--go);color:var(--go-ink);border-color:var(--go)}
button:focus-visible,input:focus-visible{outline:3px solid var(--go);outline-offset:2px}
footer{margin-top:1.1rem;font-size:.85rem;color:var(--soft);overflow-wrap:anywhere}
"""
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
    '<link rel="icon" href="data:,">'
)


def consent_page(asked: Authorization, fields: Mapping[str, str], people: Sequence[Person], app_name: str) -> str:
    """The HTML of the page. Its form posts the request's own fields back, with a person and a decision."""
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(fields[name])}">' for name in FIELDS if name in fields
    )
    faces = "".join(_person(person, chosen=index == 0) for index, person in enumerate(people))
    scopes = "".join(
        f'<label class="scope"><input type="checkbox" name="grant" value="{scope}" checked> '
        f"{escape(SCOPES[scope])}</label>"
        for scope in asked.scopes
    )
    return (
        f"{_HEAD}<title>Simulated Spotify: allow {escape(app_name)}?</title><style>{_STYLE}</style></head><body><main>"
        '<span class="chip">Simulated Spotify</span>'
        f"<h1>Let {escape(app_name)} into your library?</h1>"
        "<p>This is not Spotify. The people and their music are generated on this machine; nothing leaves it.</p>"
        f'<form method="post" action="/authorize">{hidden}<input type="hidden" name="grant_listed" value="1">'
        f"<fieldset><legend>Sign in as</legend>{faces}</fieldset>"
        f"<fieldset><legend>It will be able to</legend>{scopes or 'See your public profile.'}</fieldset>"
        '<div class="buttons"><button class="go" name="decision" value="agree">Agree</button>'
        '<button name="decision" value="cancel">Cancel</button></div></form>'
        f"<footer>You go back to {escape(asked.redirect_uri)}</footer></main></body></html>"
    )


def refusal_page(message: str) -> str:
    """What a person sees where the request cannot be trusted enough to be sent back."""
    return (
        f"{_HEAD}<title>Simulated Spotify</title><style>{_STYLE}</style></head><body><main>"
        f'<span class="chip">Simulated Spotify</span><h1>{escape(message)}</h1>'
        "<p>The app that sent you here asked wrongly. Redirect URIs need https, or http on 127.0.0.1 or [::1]; "
        "the name localhost is refused.</p></main></body></html>"
    )


def _person(person: Person, chosen: bool) -> str:
    name = escape(person.display_name)
    face = (
        f'<img alt="" src="{picture_path(PERSON_PICTURE[0], person.cover)}">'
        if person.cover
        else f'<span class="face" aria-hidden="true">{name[:1]}</span>'
    )
    owned = sum(entry.sharing == "owned" for entry in person.playlists)
    return (
        f'<label class="person"><input type="radio" name="person" value="{escape(person.id)}"'
        f"{' checked' if chosen else ''}>{face}<span>{name}<small>{len(person.saved_tracks):,} saved tracks, "
        f"{owned} own playlists</small></span></label>"
    )
