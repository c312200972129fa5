"""The Chalice app: CORS, the HTTP boundary, and every context's functions. No logic lives here."""

from __future__ import annotations

from chalice.app import Chalice

from chalicelib.contexts import blueprints
from chalicelib.core.http import install

app = Chalice(app_name="dashspot", configure_logs=False)
install(app)
for blueprint in blueprints():
    app.register_blueprint(blueprint)
