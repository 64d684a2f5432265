"""docker-compose.yml gives every process every setting there is, and watches each."""

from __future__ import annotations

import ast
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
READERS = {"flag", "whole_number", "number", "prices", "text", "words"}  # how settings.py reads a variable
OURS = ("web", "worker", "beat", "setup")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def variables() -> set[str]:
    """The names that settings.py asks the environment for, found in its code."""
    tree = ast.parse((ROOT / "newsroom" / "settings.py").read_text())
    found = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in READERS and call.args:
            name = call.args[0]
            if isinstance(name, ast.Constant):
                found.add(str(name.value))
    return found


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


def test_the_proxy_takes_its_own_settings(tmp_path: Path) -> None:
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("nginx is not installed here")
    conf = (ROOT / "newsroom" / "running" / "nginx.conf").read_text()
    conf = conf.replace("web:8000", "127.0.0.1:8000")
    for at in ("/var/cache/nginx", "/dev/stdout", "/dev/stderr", "/run/nginx.pid"):
        conf = conf.replace(at, str(tmp_path / Path(at).name))
    (tmp_path / "nginx").mkdir()
    file = tmp_path / "nginx.conf"
    file.write_text(conf)
    done = subprocess.run([nginx, "-t", "-c", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
