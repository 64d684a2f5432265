"""A small OpenID provider over HTTP on this machine: it says of its one user whatever a test wants it to say."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
CLIENT, SECRET = "newsroom", "shared secret"


class Provider:
    """claims: of the next token, over what is right. key: that signs it. broken: paths that answer with nonsense."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None
        self.key = KEY
        self.issuer = ""
        self.broken: set[str] = set()
        self.asked: dict[str, str] = {}
        provider = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(provider.read(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(provider.token({name: values[0] for name, values in parse_qs(body).items()}))

            def answer(self, found: Any) -> None:
                is_broken = self.path in provider.broken
                body = b"<html>" if is_broken else json.dumps(found).encode()
                self.send_response(400 if found is None and not is_broken else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def read(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}
        return self.userinfo if path == "/userinfo" else None

    def authorize(self, location: str) -> dict[str, str]:
        """What a browser is sent back with after the page that a redirect leads to."""
        assert location.startswith(f"{self.url}/authorize?")
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return {"code": "the-code", "state": self.asked["state"]}

    def token(self, given: dict[str, str]) -> Any:
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(given["code_verifier"].encode()).digest()
        ).decode()
        right = (given["code"], given["client_secret"], challenge.rstrip("="))
        if right != ("the-code", SECRET, self.asked["code_challenge"]):
            return None
        now = int(time.time())
        said = {
            "iss": self.url, "aud": CLIENT, "sub": "u1", "iat": now, "exp": now + 300, "nonce": self.asked["nonce"],
            "email": "ann@news.example", "email_verified": True, "preferred_username": "ann",
        } | self.claims  # fmt: skip
        said = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token}
