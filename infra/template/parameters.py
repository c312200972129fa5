"""What a deployment is told from outside: nothing secret (secrets live in one SSM SecureString)."""

from __future__ import annotations

from infra.stages import Stage
from infra.template.cfn import Json

HAS_DOMAIN = "HasDomain"
HAS_ALARM_EMAIL = "HasAlarmEmail"


def parameters(stage: Stage) -> Json:
    """The template's parameters."""
    return {
        "SpotifyClientId": _text("Client id of the app registered with Spotify."),
        "PublicUrl": _text(
            "Origin that people use, without a path; Spotify sends them back to {PublicUrl}/api/v1/user/callback.",
            AllowedPattern="https://[^/]+",
        ),
        "WebOrigin": _text("Origin of the web client.", AllowedPattern="https://[^/]+"),
        "SpotifyApiUrl": _text("Origin of Spotify's Web API.", Default="https://api.spotify.com"),
        "SpotifyAccountsUrl": _text("Origin of Spotify's accounts service.", Default="https://accounts.spotify.com"),
        "AudioFeatures": _text(
            "Whom to ask for audio features.", Default="spotify", AllowedValues=["spotify", "reccobeats", "none"]
        ),
        "ReccoBeatsUrl": _text("Origin of ReccoBeats.", Default="https://api.reccobeats.com"),
        "SpotifyDailyBudget": _text(
            "Requests a day to Spotify; 0 for no limit (extended quota).", Default="500", AllowedPattern="[0-9]+"
        ),
        "SpotifyBudgetShares": _text(
            "Per cent of them for interactive use, sync and polls; they add up to 100.",
            Default="40/50/10",
            AllowedPattern="[0-9]{1,3}/[0-9]{1,3}/[0-9]{1,3}",
        ),
        "ChangesRetentionDays": _text(
            "Days for which changes of collections are kept.", Default="90", AllowedPattern="[1-9][0-9]*"
        ),
        "ModelBuildDelaySeconds": _text(
            "Seconds from the first change of a library to the build of its read model, so that more come to one.",
            # On one machine a newcomer waits for it.
            Default="2" if stage.emulated else "20",
            AllowedPattern="[0-9]{1,3}",
        ),
        "ModelWholeDays": _text(
            "Days after which a read model is built from everything that is kept.",
            Default="7",
            AllowedPattern="[1-9][0-9]*",
        ),
        "SpotifyPollsPerPerson": _text("Polls a day for one person.", Default="48", AllowedPattern="[0-9]+"),
        "SyncPeriodHours": _text(
            "Hours between two syncs of a library, for new people; 0 for none until they set it.",
            Default="24",
            AllowedPattern="[0-9]{1,3}",
        ),
        "SyncVerifyDays": _text(
            "Days after which a saved collection is read whole, whatever its first page tells.",
            Default="7",
            AllowedPattern="[1-9][0-9]{0,2}",
        ),
        "SecretsParameter": _text(
            "Name of the SSM SecureString with spotify_client_secret and signing_key.",
            Default=stage.secrets_parameter,
            AllowedPattern="/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*",
        ),
        "LogLevel": _text(
            "Least important log lines kept.",
            Default=stage.log_level,
            AllowedValues=["DEBUG", "INFO", "WARNING", "ERROR"],
        ),
        "DomainName": _text("Custom domain of the API; empty for none.", Default=""),
        "CertificateArn": _text("ACM certificate of the custom domain, in the same region.", Default=""),
        "AlarmEmail": _text("Address that alarms are sent to; empty for none.", Default=""),
    }


def conditions() -> Json:
    """Which optional parts a deployment has."""
    return {
        HAS_DOMAIN: {"Fn::Not": [{"Fn::Equals": [{"Ref": "DomainName"}, ""]}]},
        HAS_ALARM_EMAIL: {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]},
    }


def _text(description: str, **more: object) -> Json:
    return {"Type": "String", "Description": description, **more}
