"""docker-compose.yml gives every process every setting there is, and watches each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from newsroom import bodies
from newsroom.pictures import checking
from stories.intake import extraction
from stories.moving import reading as moving
from tests.conftest import missing

ROOT = Path(__file__).resolve().parent.parent
OURS = ("web", "worker", "beat", "setup")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def variables() -> set[str]:
    """The names that the settings ask the environment for, as they are imported: each is asked for as NAME_FILE too."""
    program = """if True:
        import os, sys
        asked, get = set(), os._Environ.get
        os._Environ.get = lambda self, name, default=None: (asked.add(name), get(self, name, default))[1]
        import newsroom.settings
        print(*(name.removesuffix("_FILE") for name in asked if name.endswith("_FILE")))
    """
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DEBUG": "1",
            "OPENAI_API_KEY": "",
            "REDIS_URL": "",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_every_setting_can_be_set(compose: dict[str, Any]) -> None:
    asked = variables()
    assert {"SECRET_KEY", "PROXIES", "EMAIL_URL", "LLM_PRICES", "DATABASE_URL"} <= asked
    for name in OURS:
        given = {key.removesuffix("_FILE") for key in compose["services"][name]["environment"]}
        assert asked - given == set(), f"{name} cannot be told"
        assert given - asked == set(), f"{name} is told what nobody reads"


def test_each_service_is_watched_bounded_and_brought_back(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert "mem_limit" in service, name
        if name != "setup":
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"], name


def test_the_site_is_https_and_knows_its_proxies_unless_told_otherwise(compose: dict[str, Any]) -> None:
    told = compose["services"]["web"]["environment"]
    assert told["HTTPS"] == "${HTTPS:-1}"
    assert told["PROXIES"] == "${PROXIES:-2}"  # yours, which ends TLS, and the one in front of the site
    assert "ports" not in compose["services"]["web"], "only the proxy can be reached"
    redis = compose["services"]["redis"]["command"]
    assert {"--appendonly", "noeviction"} <= set(redis)


def test_the_proxy_takes_whatever_the_desk_says_it_takes() -> None:
    """A file that a form promises to take is not cut off before the form can say anything."""
    conf = (ROOT / "newsroom" / "running" / "nginx.conf").read_text()
    desk = conf.partition("location /admin/ {")[2].partition("}")[0]
    assert f"client_max_body_size {bodies.MOST_BYTES};" in desk
    largest = (
        2 * checking.MOST_BYTES,
        moving.MOST_BYTES,
        extraction.MOST_BYTES,
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    )
    assert max(largest) < bodies.MOST_BYTES, "both logos are sent with one form"


def test_the_proxy_takes_its_own_settings(tmp_path: Path) -> None:
    nginx = shutil.which("nginx")
    if nginx is None:
        missing("nginx is not installed here")
        return
    conf = (ROOT / "newsroom" / "running" / "nginx.conf").read_text()
    conf = conf.replace("web:8000", "127.0.0.1:8000")
    for at in ("/var/cache/nginx", "/dev/stdout", "/dev/stderr", "/run/nginx.pid"):
        conf = conf.replace(at, str(tmp_path / Path(at).name))
    (tmp_path / "nginx").mkdir()
    file = tmp_path / "nginx.conf"
    file.write_text(conf)
    done = subprocess.run([nginx, "-t", "-c", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
