"""Settings: what stops the start, and which variable is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAFE = {"SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz", "ALLOWED_HOSTS": "example.org"}


def start(
    tmp_path: Path, show: str = "settings.DEBUG", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process of their own, with nothing in the environment but this."""
    program = f"import django; django.setup(); from django.conf import settings; print('up', {show})"
    return subprocess.run(
        [sys.executable, "-c", program],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_VAR": str(tmp_path),
            "DEBUG": "0",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "SECRET_KEY"),
        ({**SAFE, "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**SAFE, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({**SAFE, "DEBUG": "maybe"}, "DEBUG"),
        ({**SAFE, "PORT": "eighty"}, "PORT"),
        ({**SAFE, "PORT": "70000"}, "PORT"),
        ({**SAFE, "STAFF_MFA": "always"}, "STAFF_MFA"),
        ({**SAFE, "OIDC_ISSUER": "https://id.example.org"}, "OIDC_CLIENT_ID"),
        ({**SAFE, "OIDC_CLIENT_ID": "newsroom"}, "OIDC_ISSUER"),
        ({**SAFE, "OIDC_ISSUER": "http://id.example.org"}, "OIDC_ISSUER"),
        ({**SAFE, "OIDC_DOMAINS": "example.org"}, "OIDC_DOMAINS"),
        ({**SAFE, "CSRF_TRUSTED_ORIGINS": "example.org"}, "CSRF_TRUSTED_ORIGINS"),
        ({**SAFE, "ALLOWED_HOSTS": "localhost", "EMAIL_URL": "smtp://mail.example.org:25"}, "MAIL_FROM"),
        (
            {**SAFE, "SITE_ORIGIN": "https://192.0.2.1", "EMAIL_URL": "smtp://mail.example.org:25"},
            "MAIL_FROM",
        ),
        ({**SAFE, "SITE_ORIGIN": "example.org"}, "SITE_ORIGIN"),
        ({**SAFE, "SITE_ORIGIN": "https://example.org/news"}, "SITE_ORIGIN"),
        ({**SAFE, "SITE_ORIGIN": "https://u@example.org"}, "SITE_ORIGIN"),
        ({**SAFE, "SITE_ORIGIN": "https://*.example.org"}, "SITE_ORIGIN"),
        ({**SAFE, "SITE_ORIGIN": "https://example.org:port"}, "SITE_ORIGIN"),
        ({**SAFE, "SITE_ORIGIN": "https://example.org?"}, "SITE_ORIGIN"),
        ({**SAFE, "EMBED_ORIGINS": "https://a.example,*"}, "EMBED_ORIGINS"),
        ({**SAFE, "EMBED_ORIGINS": "https://a.example/blog"}, "EMBED_ORIGINS"),
        ({**SAFE, "EMBED_ORIGINS": "'self'"}, "EMBED_ORIGINS"),
        ({**SAFE, "SECURITY_CONTACT": "security@example.org"}, "SECURITY_CONTACT"),
        ({**SAFE, "TRUST_TXT": "belongto=https://a.example/,friend=https://b.example/"}, "TRUST_TXT"),
        ({**SAFE, "MEDIA_S3_PUBLIC": "https://media.example"}, "MEDIA_S3_BUCKET"),
        ({**SAFE, "MEDIA_S3_BUCKET": "media"}, "MEDIA_S3_PUBLIC"),
        ({**SAFE, "MEDIA_S3_BUCKET": "media", "MEDIA_S3_PUBLIC": "media.example"}, "MEDIA_S3_PUBLIC"),
        ({**SAFE, "MEDIA_S3_BUCKET": "media", "MEDIA_S3_PUBLIC": "https://a.example;b"}, "MEDIA_S3_PUBLIC"),
        ({**SAFE, "MEDIA_S3_BUCKET": "media", "MEDIA_S3_ENDPOINT": "s3.example"}, "MEDIA_S3_ENDPOINT"),
        ({**SAFE, "MEDIA_S3_BUCKET": "media", "MEDIA_S3_ACCESS_KEY": "a"}, "MEDIA_S3_SECRET_KEY"),
        ({**SAFE, "DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({**SAFE, "REDIS_URL": "localhost:6379"}, "REDIS_URL"),
        ({**SAFE, "LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({**SAFE, "OPENAI_BASE_URL": "example.org/v1", "NEWSROOM_MODEL": "m"}, "OPENAI_BASE_URL"),
        ({**SAFE, "OPENAI_API_KEY": "k"}, "NEWSROOM_MODEL"),
        ({**SAFE, "LANGUAGE_CODE": "klingon"}, "LANGUAGE_CODE"),
        ({**SAFE, "SITE_LANGUAGES": "uk"}, "SITE_LANGUAGES"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_its_variable(
    tmp_path: Path, environment: dict[str, str], named: str
) -> None:
    done = start(tmp_path, **environment)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert named in last


def test_a_site_starts_with_its_secret_and_hosts(tmp_path: Path) -> None:
    done = start(tmp_path, **SAFE)
    assert (done.returncode, done.stdout.strip()) == (0, "up False"), done.stderr


@pytest.mark.parametrize(
    ("environment", "origin"),
    [
        ({"SITE_ORIGIN": "https://News.example:8443/"}, "https://news.example:8443"),
        ({"ALLOWED_HOSTS": "example.org,www.example.org"}, "https://example.org"),
        ({"ALLOWED_HOSTS": ".example.org,*"}, "https://example.org"),
        ({"ALLOWED_HOSTS": "*", "HTTPS": "0", "PORT": "8123"}, "http://127.0.0.1:8123"),
        (
            {"ALLOWED_HOSTS": "a.example", "CSRF_TRUSTED_ORIGINS": "https://b.example,https://a.example:444"},
            "https://a.example:444",
        ),
    ],
)
def test_a_site_has_one_origin(tmp_path: Path, environment: dict[str, str], origin: str) -> None:
    done = start(tmp_path, show="settings.SITE_ORIGIN", **{**SAFE, **environment})
    assert (done.stderr, done.stdout.strip()) == ("", f"up {origin}")


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SAFE["SECRET_KEY"] + "\n")
    hosts = {"ALLOWED_HOSTS": "example.org"}
    done = start(tmp_path, **hosts, SECRET_KEY_FILE=str(file))
    assert done.returncode == 0, done.stderr
    for wrong in ({"SECRET_KEY_FILE": str(tmp_path / "none")}, {**SAFE, "SECRET_KEY_FILE": str(file)}):
        done = start(tmp_path, **(hosts | wrong))
        assert "SECRET_KEY_FILE" in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("folder", ["taken", "taken/inside", "."])
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, folder: str) -> None:
    (tmp_path / "taken").touch()
    (tmp_path / "locale").touch()  # where the catalogues would go: in its place, as on a disk that is full
    done = start(tmp_path, **SAFE, NEWSROOM_VAR=str(tmp_path / folder))
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert "NEWSROOM_VAR" in last


@pytest.mark.parametrize("command", ["web", "worker", "beat", "prepare"])
def test_a_database_that_cannot_be_reached_is_named_at_once(tmp_path: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "NEWSROOM_VAR": str(tmp_path),
            "DEBUG": "0",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
            "REDIS_URL": "redis://127.0.0.1:1",
            **SAFE,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: DATABASE_URL"), done.stderr


def test_in_development_a_key_without_a_model_is_a_warning_and_the_offline_engine(tmp_path: Path) -> None:
    done = start(tmp_path, DEBUG="1", OPENAI_API_KEY="k")
    assert done.returncode == 0
    assert "NEWSROOM_MODEL" in done.stderr


def test_nothing_of_the_deployment_checks_is_left_open(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "NEWSROOM_VAR": str(tmp_path), "DEBUG": "0", **SAFE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_demo_refuses_to_make_its_editor_outside_development(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "NEWSROOM_VAR": str(tmp_path), "DEBUG": "0", **SAFE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "DEBUG" in done.stderr
