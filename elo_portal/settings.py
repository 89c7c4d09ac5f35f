"""Settings, all from the environment (docs/settings.md lists every name).

ELO_MODE says what this portal is: `production`, `rehearsal` (invented year 2014, one machine, nothing leaves it)
or `test`. What differs between them is decided here and nowhere else.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env("ELO_MODE", default="production")
if MODE not in {"production", "rehearsal", "test"}:
    raise ImproperlyConfigured(f"ELO_MODE is {MODE!r}: it must be production, rehearsal or test.")
PRODUCTION = MODE == "production"
REHEARSAL = MODE == "rehearsal"

# What this version is called: the image says it (Dockerfile), and a backup tells which portal made it.
VERSION = env("ELO_VERSION", default="unnamed")
VAR = Path(env("ELO_VAR", default=str(BASE_DIR / "var")))

SECRET_KEY = env("SECRET_KEY") if MODE != "test" else "for tests alone"
DEBUG = False
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else LOOPBACK_HOSTS)
if MODE == "test":
    ALLOWED_HOSTS = [*LOOPBACK_HOSTS, "testserver"]
if REHEARSAL and not set(ALLOWED_HOSTS) <= set(LOOPBACK_HOSTS):
    raise ImproperlyConfigured(
        "A rehearsal has a password that everybody knows, so it answers on this machine alone: "
        f"leave ALLOWED_HOSTS empty (it is {', '.join(ALLOWED_HOSTS)})."
    )
PORTAL_ADDRESS = env("PORTAL_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "elo_portal",
    "reporting",
    "strategies",
    "networks",
    "elo_portal.office",
    "elo_portal.engine_room.apps.EngineRoomConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
]

MIDDLEWARE = [
    "elo_portal.office.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "elo_portal.office.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "elo_portal.office.middleware.SessionLimitsMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "networks.middleware.ActorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "networks.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "elo_portal.office.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "elo_portal.urls"
WSGI_APPLICATION = "elo_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "elo_portal.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]

# Database: PostgreSQL alone (exclusion constraints, triggers, row locks).
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///elo")}
DATABASES["default"]["CONN_MAX_AGE"] = 60 if MODE != "test" else 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if template := env("ELO_TEST_TEMPLATE", default=""):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages. Source strings are English, Finnish is what a visitor sees first.
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "elo_portal" / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
FORMAT_MODULE_PATH = ["elo_portal.formats"]

# Static files: hashed names in production, straight from static/ elsewhere.
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    # What people attach. No address leads there: office.uploads.served hands a file out (docs/decisions.md, Uploads).
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "uploads",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Forms
CRISPY_ALLOWED_TEMPLATE_PACKS = ("elo",)
CRISPY_TEMPLATE_PACK = "elo"
CRISPY_CLASS_CONVERTERS = dict.fromkeys(
    ("textinput", "textarea", "select", "emailinput", "dateinput", "passwordinput", "numberinput", "urlinput"), "input"
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Attached files
UPLOAD_MOST_BYTES = env.int("ELO_UPLOAD_MOST_BYTES", default=20_000_000)
# The virus scanner clamd, tcp://host:port or unix:///path. Without it files are marked as not scanned.
CLAMAV_URL = env("CLAMAV_URL", default="")
if CLAMAV_URL and not CLAMAV_URL.startswith(("tcp://", "unix:///")):
    raise ImproperlyConfigured(f"CLAMAV_URL is {CLAMAV_URL!r}: it must be tcp://host:port or unix:///path, or empty.")
CLAMAV_SECONDS = env.int("CLAMAV_SECONDS", default=60)

# People and sign-in
AUTH_USER_MODEL = "networks.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "networks.passwords.NotLikeTheAddress"},
    {"NAME": "networks.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "networks.passwords.NotCommon"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "networks.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[ELO] "
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
ACCOUNT_FORMS = {
    "login": "networks.forms.LoginForm",
    "request_login_code": "networks.forms.RequestLoginCodeForm",
    "confirm_login_code": "networks.forms.ConfirmLoginCodeForm",
    "reset_password": "networks.forms.ResetPasswordForm",
    "reset_password_from_key": "networks.forms.ResetPasswordKeyForm",
    "change_password": "networks.forms.ChangePasswordForm",
    "set_password": "networks.forms.SetPasswordForm",
    "reauthenticate": "networks.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "networks.forms.SecondFactorForm",
    "reauthenticate": "networks.forms.SecondFactorAgainForm",
    "activate_totp": "networks.forms.ActivateSecondFactorForm",
    "deactivate_totp": "networks.forms.DeactivateSecondFactorForm",
    "generate_recovery_codes": "networks.forms.GenerateRecoveryCodesForm",
}
# How many proxies stand before the portal: without it everybody behind one shares its limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ELO_TRUSTED_PROXIES", default=0)
# Slows guessing down; nobody is locked out for longer than the window says.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/10m/key",
    "reset_password": "20/m/ip,5/10m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "invitation_again": "20/m/ip,3/10m/key",
}
SOCIALACCOUNT_ADAPTER = "networks.sign_in.IdentityAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_PROVIDERS = env.json("ELO_IDENTITY_PROVIDERS", default={})
INSTALLED_APPS += [f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS]
if MODE == "test":
    INSTALLED_APPS.append("allauth.socialaccount.providers.dummy")
MFA_ADAPTER = "networks.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ELO-portaali"
# Nobody signs up: an accepted invitation proves the address. allauth notes an address as unverified when anyone asks
# for a code or a new password for it, and that must not keep its owner from the second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SECOND_FACTOR_REQUIRED = env.bool("ELO_SECOND_FACTOR_REQUIRED", default=PRODUCTION)
USERSESSIONS_TRACK_ACTIVITY = False

# Sessions live in the database: sign-in must not depend on the broker.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = env.int("ELO_SESSION_IDLE_SECONDS", default=60 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("ELO_SESSION_ABSOLUTE_SECONDS", default=8 * 60 * 60)
SESSION_WARNING_SECONDS = env.int("ELO_SESSION_WARNING_SECONDS", default=5 * 60)
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "office_cache",
        # Above it Django throws entries away before their time; one for each address and limit of signing in lies here.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Security headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "elo_portal.views.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("ELO_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("ELO_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Mail. In a rehearsal nothing leaves the machine: the portal's own page shows what was sent.
if PRODUCTION:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
else:
    vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "elo_portal.office.mail.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
MAIL_FROM = env("MAIL_FROM", default="ELO-portaali <ei-vastausta@elo.example>")
MAIL_REPLY_TO = env("MAIL_REPLY_TO", default="ELO-tuki <tuki@elo.example>")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM

# Work outside the request (docs/architecture.md, "Commands never talk to the broker")
CELERY_BROKER_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_TIMEZONE = "Europe/Helsinki"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("ELO_VISIBILITY_TIMEOUT", default=900),
    # Without these two, kombu looks for lost messages only about every 100 seconds.
    "unacked_restore_interval": env.int("ELO_RESTORE_INTERVAL", default=15),
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
RELAY_SECONDS = env.float("ELO_RELAY_SECONDS", default=5.0 if PRODUCTION else 2.0)
RESEND_AFTER_SECONDS = env.int("ELO_RESEND_AFTER_SECONDS", default=120)
CELERY_BEAT_SCHEDULE = {
    "relay": {
        "task": "elo_portal.office.tasks.relay",
        "schedule": RELAY_SECONDS,
        "options": {"expires": 30},
    },
    "play-duties": {
        "task": "elo_portal.office.tasks.play_duties",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "clear-sessions": {"task": "elo_portal.office.tasks.clear_sessions", "schedule": 24 * 60 * 60.0},
}

# Logs are JSON lines with a request id and never the text of an answer.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "elo_portal.office.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": env("ELO_LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.security.DisallowedHost": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        # Pango and the font tools speak of every glyph at INFO.
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
