"""Settings, all from the environment. A wrong or missing value stops the start and names its variable.

`make demo` and `make test` write `DEBUG=1` to a git-ignored `.env`; a deployment sets the variables
itself. With no variable but DEBUG the site runs in one process: SQLite, a worker thread, the offline
engine. `DATABASE_URL`, `REDIS_URL` and `OPENAI_*` with `NEWSROOM_MODEL` scale it out, each on its own.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from newsroom.languages.compiling import compiled
from newsroom.languages.offered import Unusable, offered

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("NEWSROOM_VAR", BASE_DIR / "var"))  # database file and other state, git-ignored
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"NEWSROOM_VAR cannot be made: {VAR_DIR}: {error}") from error

env = environ.Env()
env.read_env(BASE_DIR / ".env") if (BASE_DIR / ".env").is_file() else None


def value_of(name: str) -> str:
    """A variable, or what the file holds that NAME_FILE names (a secret that no process list shows)."""
    file = os.environ.get(f"{name}_FILE", "").strip()
    if not file:
        return os.environ.get(name, "").strip()
    if os.environ.get(name, "").strip():
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; one of them says it.")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def flag(name: str, *, default: bool) -> bool:
    """A switch from the environment: 1/0, true/false, yes/no, on/off."""
    value = value_of(name).lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if value == "" else value in ("1", "true", "yes", "on")
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def whole_number(name: str, *, default: int, low: int, high: int) -> int:
    """A whole number from the environment, within its bounds."""
    value = value_of(name)
    if value == "":
        return default
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def number(name: str, *, default: float, low: float, high: float) -> float:
    """A number from the environment, within its bounds; a decimal point is allowed."""
    value = value_of(name)
    if value == "":
        return default
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", value) or not low <= float(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a number from {low:g} to {high:g}, not {value!r}.")
    return float(value)


def counts(name: str, *, default: tuple[int, int, int]) -> tuple[int, int, int]:
    """Three limits from the environment, such as 15/40/600."""
    value = value_of(name)
    if value == "":
        return default
    if not re.fullmatch(r"[0-9]{1,9}/[0-9]{1,9}/[0-9]{1,9}", value):
        raise ImproperlyConfigured(
            f"{name} must be three whole numbers such as 15/40/600 (visitor, network, site; 0 is no limit), not {value!r}."
        )
    visitor, network, site = map(int, value.split("/"))
    return visitor, network, site


def prices(name: str) -> dict[str, tuple[float, float]]:
    """A price table from the environment: JSON, model to [in, out] per million tokens."""
    value = value_of(name) or "{}"
    table: dict[str, tuple[float, float]] = {}
    try:
        for model, (cost_in, cost_out) in json.loads(value).items():
            if not (0 <= cost_in < 100_000 and 0 <= cost_out < 100_000):
                raise ValueError
            table[str(model)] = (float(cost_in), float(cost_out))
    except (ValueError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(
            f'{name} must be JSON such as {{"model-name": [0.25, 2.0]}}: money per million tokens in and out.'
        ) from error
    return table


def text(name: str, default: str = "") -> str:
    return value_of(name) or default


def origin(name: str, value: str) -> str:
    """An origin such as https://example.org:8443 from the environment, "" if there is none: no path, user or wildcard."""
    value = value.rstrip("/")
    try:
        parts = urlsplit(value)
        is_one = (
            parts.scheme in ("http", "https")
            and bool(re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:]+", parts.hostname or ""))
            and value.lower() == f"{parts.scheme}://{parts.netloc}".lower()
            and "@" not in parts.netloc
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:  # a port that is none, brackets that do not close
        is_one = False
    if value and not is_one:
        raise ImproperlyConfigured(f"{name} must be an address such as https://example.org, not {value!r}.")
    return value.lower()


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list from the environment."""
    return [word.strip() for word in value_of(name).split(",") if word.strip()] or default


def domains(name: str) -> dict[str, list[str]]:
    """Email domains and the roles they bring, from the environment: example.org=editor, desk.example.org=editor+moderator."""
    table: dict[str, list[str]] = {}
    for each in words(name, []):
        found = re.fullmatch(r"([a-z0-9-]+(?:\.[a-z0-9-]+)+)=([\w-]+(?:\+[\w-]+)*)", each, re.IGNORECASE)
        if not found:
            raise ImproperlyConfigured(
                f"{name} must hold domains with roles such as example.org=editor, not {each!r}."
            )
        table[found[1].lower()] = found[2].split("+")
    return table


# --- Who we are -----------------------------------------------------------------------------------
DEBUG = flag("DEBUG", default=False)
SECRET_KEY = text("SECRET_KEY", "for development only, never for a site" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off. (For development: make demo.)")
if not DEBUG and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("for development")):
    raise ImproperlyConfigured("SECRET_KEY must be a random text of 50 characters or more when DEBUG is off.")
# Former keys, while sessions and links that were signed with them are still about.
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", [])
HOST = text("HOST", "127.0.0.1")
PORT = whole_number("PORT", default=8000, low=1, high=65535)
WEB_PROCESSES = whole_number("WEB_PROCESSES", default=2, low=1, high=64)
WEB_THREADS = whole_number("WEB_THREADS", default=8, low=2, high=256)  # of each process
ALLOWED_HOSTS = words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", HOST] if DEBUG else [])
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts when DEBUG is off.")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", [])
if bad := [origin for origin in CSRF_TRUSTED_ORIGINS if "://" not in origin]:
    raise ImproperlyConfigured(
        f"CSRF_TRUSTED_ORIGINS must hold origins such as https://example.org, not {bad[0]!r}."
    )
HTTPS = flag("HTTPS", default=not DEBUG)  # 0 only to try the production setup on one machine without TLS

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "newsroom.identity.apps.IdentityConfig",
    "newsroom.running.apps.RunningConfig",
    "newsroom.moderation.apps.ModerationConfig",
    "newsroom.players.apps.PlayersConfig",
    "newsroom.rooms.apps.RoomsConfig",
    "newsroom.llm.apps.LlmConfig",
    "newsroom.pictures.apps.PicturesConfig",
    "stories.apps.StoriesConfig",
    "debate.apps.DebateConfig",
    "quiz.apps.QuizConfig",
    "newsroom.desk.apps.DeskConfig",  # django.contrib.admin, with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "newsroom.accounts.apps.AccountsConfig",  # after what it takes off the desk
]

MIDDLEWARE = [
    "stories.middleware.StoryShelf",  # first: a kept page needs nothing that follows
    "debate.arena.polls.Polls",  # nor does a poll that finds nothing new
    "newsroom.languages.addresses.AddressLanguage",  # before whatever says anything
    "newsroom.logs.RequestId",
    "newsroom.metrics.Measured",
    "newsroom.bodies.BodyFirst",
    "newsroom.identity.middleware.InItsZone",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # above what answers 404 and 410
    *(["newsroom.packed.PackedStatic"] if DEBUG else []),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.pages.ReaderPages",
    "newsroom.limits.characters.Characters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.accounts.second_step.StaffSecondStep",
    "newsroom.accounts.asking.AskedAgain",
    "django_htmx.middleware.HtmxMiddleware",
    "newsroom.limits.middleware.Limits",  # whose address is known by now, and whose session
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["newsroom.templatetags.house"],
        },
    },
    {  # the parts of a page that repeat hundreds of times: `{% compiled "x.jinja" %}` in the templates above
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "newsroom.jinja.environment"},
    },
]

# --- Database -------------------------------------------------------------------------------------
try:
    DATABASES = {
        "default": env.db_url_config(text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"))
    }
except (environ.ImproperlyConfigured, ValueError) as error:
    raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
if _password := text("DATABASE_PASSWORD"):  # apart from the address, so that it can come from a file
    DATABASES["default"]["PASSWORD"] = _password
_engine = DATABASES["default"].get("ENGINE", "")
if _engine not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
# Persistent connections with a health check cost 2 to 3.6 times less CPU than new ones, and lose no
# request when the database restarts.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Seconds that a query of the site or of a worker may take (0: any number; PgBouncer takes no limit with the connection).
DATABASE_ANSWER_SECONDS = number("DATABASE_ANSWER_SECONDS", default=15, low=0, high=600)
if _engine.endswith("postgresql"):
    DATABASES["default"]["ENGINE"] = "newsroom.postgres"
if _engine.endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write says so at once, so two never deadlock upgrading.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for the one writer
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # a file: threads share it
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Queue: rows are the truth, the queue only wakes workers ---------------------------------------
REDIS_URL = text("REDIS_URL")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
EMBEDDED_WORKER = not REDIS_URL  # a Celery worker thread inside the web process, over memory://
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"  # with a host, or kombu warns of none at each start
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 600,  # above what readers wait for; a longer task is sent twice and done once
        "unacked_restore_interval": 5,  # seconds; with throttle 1 a killed worker's message returns in
        "unacked_restore_throttle": 1,  # about visibility_timeout, not 100 s later. The sweeper is faster
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "health_check_interval": 15,
    }
    if REDIS_URL
    else {"polling_interval": 0.01}  # about 5 ms from enqueue to start for 2 % of an idle core
)
CELERY_TASK_IGNORE_RESULT = True  # state is a column
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False  # a failed publish is logged; the sweeper sends again
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_POOL = "threads"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_CONSUMER = "newsroom.running.consumer:Steady"
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a queue may be away for as long as it likes
SWEEP_SECONDS = 5  # how often each worker looks for what is queued or abandoned
CELERY_BEAT_SCHEDULER = "newsroom.running.clock:Beat"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "publish-due": {"task": "stories.publish_due", "schedule": 20},  # due within a minute
    "letters": {"task": "stories.letters", "schedule": 60},
    "daily-debate": {"task": "debate.daily", "schedule": 3600},
    "write-ahead": {"task": "debate.ahead", "schedule": 300},
    "count-fairness": {"task": "debate.tally", "schedule": 3600},
    "tidy-players": {"task": "newsroom.players.tidy", "schedule": 3600},
    "sweep-pictures": {"task": "newsroom.pictures.sweep", "schedule": 86_400},
    "tidy-rooms": {"task": "newsroom.rooms.tidy", "schedule": 60},
    "tidy-model-calls": {"task": "newsroom.llm.tidy", "schedule": 3600},
}
WORKER_THREADS = whole_number("WORKER_THREADS", default=4 if EMBEDDED_WORKER else 16, low=1, high=256)

CACHES = {
    "default": {
        "BACKEND": "newsroom.limits.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},  # seconds
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- How much one may ask (newsroom.limits) ------------------------------------------------------------
# Within ten minutes by one visitor, one network and everybody together. Networks are as large as a school.
LIMITS = {
    name: counts(f"LIMIT_{name}", default=default)
    for name, default in {
        "STARTS": (15, 40, 600),
        "VOICES": (20, 60, 600),
        "ROUNDS": (30, 120, 2_000),
        "QUIZZES": (20, 120, 3_000),
        "REPORTS": (10, 20, 300),
        "ACCOUNTS": (60, 240, 3_000),
        "FOLLOWS": (10, 60, 600),
        "MOVES": (400, 2_000, 60_000),
        "SEARCHES": (120, 300, 6_000),
        "FILTERS": (240, 600, 12_000),
        "API": (0, 1_200, 60_000),
        "ROOMS": (10, 30, 300),
        "JOINS": (30, 600, 12_000),  # several classes behind one address
        "GUESSES": (20, 300, 6_000),  # of some 27,000 million codes
    }.items()
}

LIMIT_WAITING = whole_number(
    "LIMIT_WAITING", default=60, low=0, high=100_000
)  # pieces of one network in the queue

# --- Who writes and referees -------------------------------------------------------------------------
OPENAI_API_KEY = text("OPENAI_API_KEY")
OPENAI_BASE_URL = text("OPENAI_BASE_URL")
NEWSROOM_MODEL = text("NEWSROOM_MODEL")
NEWSROOM_REFEREE_MODEL = text("NEWSROOM_REFEREE_MODEL", NEWSROOM_MODEL)
NEWSROOM_CHECKER_MODEL = text("NEWSROOM_CHECKER_MODEL", NEWSROOM_REFEREE_MODEL)
if OPENAI_BASE_URL and not OPENAI_BASE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("OPENAI_BASE_URL must begin with http:// or https://.")
if (OPENAI_API_KEY or OPENAI_BASE_URL) and not NEWSROOM_MODEL:
    _missing = "NEWSROOM_MODEL must name the model to use with OPENAI_API_KEY or OPENAI_BASE_URL."
    if not DEBUG:
        raise ImproperlyConfigured(_missing)
    warnings.warn(f"{_missing} Until then the offline engine writes.", stacklevel=1)
NEWSROOM_FALLBACK = flag("NEWSROOM_FALLBACK", default=True)  # the offline engine steps in, labelled

LLM_DEADLINE_SECONDS = number("LLM_DEADLINE_SECONDS", default=90, low=1, high=110)  # a round has 120 s
LLM_AHEAD_DEADLINE_SECONDS = number("LLM_AHEAD_DEADLINE_SECONDS", default=300, low=30, high=1800)
if LLM_AHEAD_DEADLINE_SECONDS < LLM_DEADLINE_SECONDS:
    raise ImproperlyConfigured(
        "LLM_AHEAD_DEADLINE_SECONDS, for what nobody waits for, must not be below LLM_DEADLINE_SECONDS."
    )
LLM_CONNECT_SECONDS = number("LLM_CONNECT_SECONDS", default=5, low=0.1, high=40)
LLM_BREAKER_FAILURES = whole_number("LLM_BREAKER_FAILURES", default=5, low=1, high=1000)
LLM_BREAKER_SECONDS = number("LLM_BREAKER_SECONDS", default=30, low=1, high=3600)
LLM_KEEP_RAW_DAYS = whole_number("LLM_KEEP_RAW_DAYS", default=30, low=0, high=3650)
LLM_KEEP_CALLS_DAYS = whole_number("LLM_KEEP_CALLS_DAYS", default=400, low=31, high=36_500)
# Money is in the currency of LLM_PRICES; 0 is no limit. Days are UTC. The defaults are for a small site:
# a debate with its referee takes some 40,000 tokens.
LLM_PRICES = prices("LLM_PRICES")
_TOKENS, _MONEY = 10**12, 10**9
LLM_BUDGET_PLAYER_DAY_TOKENS = whole_number(
    "LLM_BUDGET_PLAYER_DAY_TOKENS", default=400_000, low=0, high=_TOKENS
)
LLM_BUDGET_PLAYER_DAY_MONEY = number("LLM_BUDGET_PLAYER_DAY_MONEY", default=0, low=0, high=_MONEY)
# A network is whoever shares a /24 (IPv4) or /56 (IPv6): a household, a school, much of a mobile carrier.
LLM_BUDGET_NETWORK_DAY_TOKENS = whole_number(
    "LLM_BUDGET_NETWORK_DAY_TOKENS", default=2_000_000, low=0, high=_TOKENS
)
LLM_BUDGET_NETWORK_DAY_MONEY = number("LLM_BUDGET_NETWORK_DAY_MONEY", default=0, low=0, high=_MONEY)
LLM_BUDGET_SUBJECT_TOKENS = whole_number("LLM_BUDGET_SUBJECT_TOKENS", default=600_000, low=0, high=_TOKENS)
LLM_BUDGET_SUBJECT_MONEY = number("LLM_BUDGET_SUBJECT_MONEY", default=0, low=0, high=_MONEY)
LLM_BUDGET_SITE_DAY_TOKENS = whole_number(
    "LLM_BUDGET_SITE_DAY_TOKENS", default=10_000_000, low=0, high=_TOKENS
)
LLM_BUDGET_SITE_DAY_MONEY = number("LLM_BUDGET_SITE_DAY_MONEY", default=0, low=0, high=_MONEY)
# Rounds of popular debates that a model writes before anyone asks; 0 is none. A round takes some 20,000 tokens.
AHEAD_ROUNDS_DAY = whole_number("AHEAD_ROUNDS_DAY", default=12, low=0, high=10_000)
AHEAD_BUDGET_SHARE = number(
    "AHEAD_BUDGET_SHARE", default=0.5, low=0, high=1
)  # of the site's day; then no more
if (
    LLM_BUDGET_PLAYER_DAY_MONEY
    or LLM_BUDGET_NETWORK_DAY_MONEY
    or LLM_BUDGET_SUBJECT_MONEY
    or LLM_BUDGET_SITE_DAY_MONEY
):
    for _model in filter(
        None, {NEWSROOM_MODEL, NEWSROOM_REFEREE_MODEL, NEWSROOM_CHECKER_MODEL} - LLM_PRICES.keys()
    ):
        raise ImproperlyConfigured(f"LLM_PRICES must price {_model}, or a budget in money limits nothing.")

# --- People ------------------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # losing Redis must log nobody out
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365  # seconds: an anonymous player keeps the XP for a year
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script needs the cookie
CSRF_FAILURE_VIEW = "newsroom.pages.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"  # of the desk's own sign-in; the others lead to one's page
ACCOUNT_ADAPTER = "newsroom.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "newsroom.accounts.forms.SignIn",
    "signup": "newsroom.accounts.forms.SignUp",
    "change_password": "newsroom.accounts.forms.ChangePassword",
    "set_password": "newsroom.accounts.forms.SetPassword",
    "reset_password": "newsroom.accounts.forms.Recover",
    "reset_password_from_key": "newsroom.accounts.forms.NewPasswordByMail",
    "add_email": "newsroom.accounts.forms.Address",
    "reauthenticate": "newsroom.accounts.forms.Again",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "email"]  # an account needs no address
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"  # several accounts may claim an address; one can confirm it
ACCOUNT_CHANGE_EMAIL = True  # an account has one address, and a second only until that is confirmed
ACCOUNT_RATE_LIMITS = False  # newsroom.limits counts, in one way for everything
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before what changes how an account is signed in to
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
STAFF_MFA = text("STAFF_MFA", "optional")  # whether the desk opens only after a second step
if STAFF_MFA not in ("optional", "required"):
    raise ImproperlyConfigured(f"STAFF_MFA must be optional or required, not {STAFF_MFA!r}.")
# Staff by an identity provider (OpenID Connect); without OIDC_ISSUER there is none.
OIDC_ISSUER = text("OIDC_ISSUER").rstrip("/")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = text("OIDC_CLIENT_ID"), text("OIDC_CLIENT_SECRET")
OIDC_NAME = text("OIDC_NAME", "your organisation")  # on the button: Continue with …
OIDC_DOMAINS = domains("OIDC_DOMAINS")
if OIDC_ISSUER and not re.fullmatch(
    r"https://[^\s@?#]+" if not DEBUG else r"https?://[^\s@?#]+", OIDC_ISSUER
):
    raise ImproperlyConfigured(
        f"OIDC_ISSUER must be an address such as https://id.example.org, not {OIDC_ISSUER!r}."
    )
for _name, _given in {
    "OIDC_ISSUER": OIDC_ISSUER,
    "OIDC_CLIENT_ID": OIDC_CLIENT_ID,
    "OIDC_CLIENT_SECRET": OIDC_CLIENT_SECRET,
    "OIDC_DOMAINS": OIDC_DOMAINS,
}.items():
    if not _given and (OIDC_ISSUER or OIDC_CLIENT_ID or OIDC_CLIENT_SECRET or OIDC_DOMAINS):
        raise ImproperlyConfigured(f"{_name} must be set with the other OIDC_ variables.")
SOCIALACCOUNT_ADAPTER = "newsroom.accounts.organisation.SocialAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # the provider has verified it, or nobody enters
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "staff",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }
MFA_ADAPTER = "newsroom.accounts.second_step.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "newsroom.accounts.second_step.Code",
    "reauthenticate": "newsroom.accounts.second_step.CodeAgain",
    "activate_totp": "newsroom.accounts.second_step.AddApp",
    "add_webauthn": "newsroom.accounts.second_step.AddPasskey",
    "edit_webauthn": "newsroom.accounts.second_step.RenamePasskey",
    "authenticate_webauthn": "newsroom.accounts.second_step.PasskeyStep",
    "login_webauthn": "newsroom.accounts.second_step.PasskeySignIn",
    "reauthenticate_webauthn": "newsroom.accounts.second_step.PasskeyAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # steps of half a minute, for a clock that is late
MFA_RATE_LIMITS = False
MFA_ALLOW_UNVERIFIED_EMAIL = (
    True  # an address proves nothing here until it is confirmed, and an account needs none
)
PASSWORD_RESET_TIMEOUT = 60 * 60 * 2  # seconds that a recovery link works
# Trusted ones that add to X-Forwarded-For and set X-Forwarded-Proto; with HTTPS somebody must end it.
PROXIES = whole_number("PROXIES", default=1 if HTTPS else 0, low=0, high=9)
try:  # smtp+tls://user:password@host:587; without it mail is printed (DEBUG) or dropped
    _mail = env.email_url_config(text("EMAIL_URL", "consolemail://" if DEBUG else "dummymail://"))
except (environ.ImproperlyConfigured, ValueError, KeyError) as error:
    raise ImproperlyConfigured(f"EMAIL_URL cannot be read: {error}") from error
MAIL_IS_SENT = bool(_mail.get("EMAIL_HOST"))
LETTERS = MAIL_IS_SENT or DEBUG  # whether a story can be followed by e-mail
MAILERS = {"default": {"BACKEND": _mail["EMAIL_BACKEND"]}}
if MAIL_IS_SENT:
    MAILERS["default"]["OPTIONS"] = {
        "host": _mail["EMAIL_HOST"],
        "port": _mail["EMAIL_PORT"] or 25,
        "username": _mail["EMAIL_HOST_USER"],
        "password": _mail["EMAIL_HOST_PASSWORD"],
        "use_tls": bool(_mail.get("EMAIL_USE_TLS")),
        "use_ssl": bool(_mail.get("EMAIL_USE_SSL")),
        "timeout": 10,  # seconds
    }
# Without EMAIL_URL a site sends no mail on purpose: accounts without recovery, as the sign-up page says.
SILENCED_SYSTEM_CHECKS = [] if MAIL_IS_SENT else ["mail.E001"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "newsroom.players.passwords.UnlikeOwnName",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
    )
]

# --- Stories -------------------------------------------------------------------------------------------
STORY_CHECK_SECONDS = 0.25  # how long a process may hand out a kept page without looking for a new revision
# The one address that links name, whatever host was asked: in canonical links, feeds, pictures, mails. In development
# that nobody named, it is the one that was asked.
SITE_ORIGIN = origin("SITE_ORIGIN", text("SITE_ORIGIN"))
_scheme, _hosts = ("https", ALLOWED_HOSTS) if HTTPS else ("http", [f"{HOST}:{PORT}", f"localhost:{PORT}"])
_named = [host for host in ALLOWED_HOSTS if "*" not in host and not host.startswith(".")]
if not SITE_ORIGIN and not DEBUG:
    # The first host that is one, as CSRF_TRUSTED_ORIGINS writes it (with its port), if they do.
    _first = (_named or [ALLOWED_HOSTS[0].lstrip(".*") or f"{HOST}:{PORT}"])[0]
    _written = [each for each in CSRF_TRUSTED_ORIGINS if urlsplit(each).hostname == _first]
    SITE_ORIGIN = (_written or [f"{_scheme}://{_first}"])[0].rstrip("/")
# Mail of a host that is none of the internet is refused by whoever is sent it.
_mail_host = urlsplit(SITE_ORIGIN).hostname or "localhost"
DEFAULT_FROM_EMAIL = text("MAIL_FROM", f"newsroom@{_mail_host}")
if MAIL_IS_SENT and not DEBUG and not text("MAIL_FROM") and not re.search(r"\.[a-z][a-z0-9-]*$", _mail_host):
    raise ImproperlyConfigured(
        f"MAIL_FROM must be set with EMAIL_URL: {_mail_host} is no host that mail comes from."
    )
# The addresses at which a process may keep its pages in memory.
STORY_ORIGINS = [
    each.rstrip("/")
    for each in dict.fromkeys(
        [SITE_ORIGIN, *CSRF_TRUSTED_ORIGINS, *(f"{_scheme}://{host}" for host in _hosts)]
    )
    if each and "*" not in each and "://." not in each
][:4]
STORY_STALE_DAYS = whole_number("STORY_STALE_DAYS", default=60, low=1, high=3650)  # then a banner says so

# Who may frame the pieces of a story that are made for it (stories.embeds): origins, or * for everybody.
EMBED_ORIGINS = words("EMBED_ORIGINS", ["*"] if DEBUG else [])
if EMBED_ORIGINS != ["*"]:
    EMBED_ORIGINS = [origin("EMBED_ORIGINS", each) for each in EMBED_ORIGINS]

# What machines look for at every site (newsroom.identity.wellknown).
SECURITY_CONTACT = words("SECURITY_CONTACT", [])
if bad := [
    each for each in SECURITY_CONTACT if not re.fullmatch(r"(mailto:[^\s@]+@|https://|tel:\+?\d)\S+", each)
]:
    raise ImproperlyConfigured(
        f"SECURITY_CONTACT must hold addresses such as mailto:security@example.org or https://…, not {bad[0]!r}."
    )
TRUST_TXT = words("TRUST_TXT", [])
if bad := [
    each
    for each in TRUST_TXT
    if not re.fullmatch(
        r"(member|belongto|control|controlledby|social|vendor|customer|disclosure)=https?://\S+"
        r"|contact=\S+|datatrainingallowed=(yes|no)",
        each,
    )
]:
    raise ImproperlyConfigured(
        f"TRUST_TXT must hold lines of trust.txt such as belongto=https://example.org/, not {bad[0]!r}."
    )

# --- What leaves the site -----------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Without a proxy anybody could say it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000  # bytes; the largest thing posted is a pasted story document
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # a story's admin page posts every item's order

# --- Files and language ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    # A picture's name says what is in it, so writing it again writes the same.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"allow_overwrite": True},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Pictures in a bucket that speaks S3's language, in place of the folder: the extra `s3` and these.
MEDIA_S3_BUCKET = text("MEDIA_S3_BUCKET")
MEDIA_S3_ENDPOINT = text("MEDIA_S3_ENDPOINT")  # of another service than Amazon's
MEDIA_S3_REGION = text("MEDIA_S3_REGION")
MEDIA_S3_ACCESS_KEY = text("MEDIA_S3_ACCESS_KEY")  # neither: as the machine's role says
MEDIA_S3_SECRET_KEY = text("MEDIA_S3_SECRET_KEY")
MEDIA_S3_PUBLIC = text("MEDIA_S3_PUBLIC").rstrip("/")  # where readers' browsers find what is in it
if MEDIA_S3_ENDPOINT and not re.fullmatch(r"https?://[^/\s@]+(/[^\s?#]*)?", MEDIA_S3_ENDPOINT):
    raise ImproperlyConfigured(
        f"MEDIA_S3_ENDPOINT must be an address such as https://s3.example.org, not {MEDIA_S3_ENDPOINT!r}."
    )
if bool(MEDIA_S3_ACCESS_KEY) != bool(MEDIA_S3_SECRET_KEY):
    raise ImproperlyConfigured("MEDIA_S3_ACCESS_KEY and MEDIA_S3_SECRET_KEY are given both, or neither.")
if not MEDIA_S3_BUCKET and (MEDIA_S3_ENDPOINT or MEDIA_S3_ACCESS_KEY or MEDIA_S3_PUBLIC or MEDIA_S3_REGION):
    raise ImproperlyConfigured(
        "MEDIA_S3_BUCKET must name the bucket that the other MEDIA_S3 variables are about."
    )
if MEDIA_S3_BUCKET:
    _public = re.fullmatch(r"(https?:)//([^/\s@?#;,']+)(/[^\s?#]*)?", MEDIA_S3_PUBLIC)
    if not _public:
        raise ImproperlyConfigured(
            f"MEDIA_S3_PUBLIC must be the address of the bucket's files, such as https://media.example.org, not {MEDIA_S3_PUBLIC!r}."
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("MEDIA_S3_BUCKET needs the extra s3: uv sync --extra s3.")
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_S3_BUCKET,
            "endpoint_url": MEDIA_S3_ENDPOINT or None,
            "region_name": MEDIA_S3_REGION or None,
            "access_key": MEDIA_S3_ACCESS_KEY or None,
            "secret_key": MEDIA_S3_SECRET_KEY or None,
            "custom_domain": f"{_public[2]}{_public[3] or ''}",
            "url_protocol": _public[1],
            "querystring_auth": False,
            "default_acl": None,  # the bucket's own rule says who may read
            "file_overwrite": True,
            "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
        },
    }
    SECURE_CSP["img-src"] = [CSP.SELF, "data:", f"{_public[1]}//{_public[2]}"]
# The site's own language has addresses without a prefix; every other one that is offered lives under its code, /uk/.
LANGUAGE_CODE = text("LANGUAGE_CODE", "en-gb").lower()
ROOMS = [BASE_DIR / room for room in ("newsroom", "stories", "debate", "quiz")]  # each with its catalogues
try:
    OFFERED_LANGUAGES = offered(LANGUAGE_CODE, [], [])
except Unusable as error:
    raise ImproperlyConfigured(f"LANGUAGE_CODE cannot be used: {error}.") from error
try:
    OFFERED_LANGUAGES = offered(LANGUAGE_CODE, words("SITE_LANGUAGES", []), ROOMS)
except Unusable as error:
    raise ImproperlyConfigured(f"SITE_LANGUAGES cannot be used: {error}.") from error
LANGUAGES = [(language.code, language.name) for language in OFFERED_LANGUAGES]
try:
    LOCALE_PATHS = [compiled(ROOMS, VAR_DIR)]
except OSError as error:  # full, or read-only
    raise ImproperlyConfigured(f"NEWSROOM_VAR cannot be written to: {VAR_DIR}: {error}") from error
# The language that somebody chose for the desk; no other page asks for it.
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_PATH = "desk-language", "/admin/"
LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_SAMESITE = 60 * 60 * 24 * 365, "Lax"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = HTTPS, True
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
APPEND_SLASH = True

LOG_LEVEL = text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    raise ImproperlyConfigured(
        f"LOG_LEVEL must be debug, info, warning, error or critical, not {LOG_LEVEL!r}."
    )
LOG_FORMAT = text("LOG_FORMAT", "line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT must be line or json, not {LOG_FORMAT!r}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "newsroom.logs.Line",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
        "json": {"()": "newsroom.logs.Json"},
    },
    "filters": {"once": {"()": "newsroom.logs.OnceInAWhile"}, "request": {"()": "newsroom.logs.WithRequest"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["once", "request"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {name: {"level": "WARNING"} for name in ("celery", "kombu", "openai", "httpx2", "httpcore2")},
}

# --- Metrics ------------------------------------------------------------------------------------------
METRICS_FROM = words("METRICS_FROM", ["127.0.0.0/8", "::1/128"])  # networks that may ask /metrics, directly
try:
    METRICS_NETWORKS = [ip_network(network) for network in METRICS_FROM]
except ValueError as error:
    raise ImproperlyConfigured(f"METRICS_FROM must hold networks such as 10.0.0.0/8: {error}.") from error
