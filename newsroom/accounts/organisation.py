"""Staff sign in with their organisation's identity provider (OpenID Connect, by environment).

allauth speaks the protocol: state, PKCE, the exchange of the code. Here is what a site must decide, or check beyond it:
the provider is the one that was named, its token is signed, for this site, fresh and the answer to this very question
(nonce); the address it gives is one that it has verified, of a domain that may enter; and an account that is there already
is joined only if its owner has confirmed that address here. Whatever fails leads to a page that says so and offers the
password.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from newsroom.limits import signing_in
from newsroom.origin import absolute

log = logging.getLogger(__name__)
PROVIDER = "staff"  # in the address to which the provider sends people back


class Lied(OAuth2Error):
    """The provider's answer is not one to this site's question; the text is for the operator."""


class Organisation(OpenIDConnectOAuth2Adapter):
    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if str(config["issuer"]).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise Lied(f"the provider calls itself {config['issuer']!r}, not OIDC_ISSUER")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return absolute(request, reverse("openid_connect_callback", args=[self.provider_id]))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        claims = jwtkit.verify_and_decode(
            credential=kwargs["response"]["id_token"],
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise Lied("the token answers another question: its nonce is not ours")
        if "email" not in claims:
            more = self._fetch_user_info(token.token)
            if more.get("sub") != claims["sub"]:
                raise Lied("what the provider says of the user is about somebody else")
            claims = {**more, **claims}
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        return login


class Callback(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, with a question of our own."""
    provider = _provider(request, provider_id)
    provider.oauth2_adapter_class = Organisation
    if not signing_in.take_organisation(request):
        return _refused(request, "often")
    nonce = secrets.token_urlsafe(24)
    try:
        response: HttpResponse = provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except ImmediateHttpResponse as refused:
        return refused.response
    except Lied:
        log.exception("the identity provider is not the one that was named")
        return _refused(request, "doubtful")
    except Exception:  # whatever a provider that is away or confused makes of the first request to it
        log.exception("the identity provider could not be asked")
        return _refused(request, "away")
    return response


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    _provider(request, provider_id)
    try:
        with transaction.atomic():
            response: HttpResponse = Callback.adapter_view(Organisation(request, provider_id))(request)
    except ImmediateHttpResponse as refused:
        return refused.response
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ):  # an answer of another shape than the protocol's
        log.exception("the identity provider's answer could not be read")
        return _refused(request, "doubtful")
    return response


def answers() -> str:
    """ "ok", or what is wrong with the provider as it is set: for `doctor`. One request."""
    try:
        with get_adapter().get_requests_session() as session:
            found = session.get(f"{settings.OIDC_ISSUER}/.well-known/openid-configuration")
            found.raise_for_status()
            issuer = str(found.json()["issuer"])
    except (RequestException, ValueError, KeyError, TypeError) as error:
        return f"does not answer: {error}"
    if issuer.rstrip("/") != settings.OIDC_ISSUER:
        return f"calls itself {issuer}, which OIDC_ISSUER must be"
    roles = {role for each in settings.OIDC_DOMAINS.values() for role in each}
    missing = roles - set(Group.objects.filter(name__in=roles).values_list("name", flat=True))
    return f"OIDC_DOMAINS names no group: {', '.join(sorted(missing))}" if missing else "ok"


class SocialAdapter(DefaultSocialAccountAdapter):
    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(_refused(request, "cancelled"))
        log.warning(
            "a sign-in by the identity provider failed: %s",
            exception or error or "no such question was asked",
        )
        answered = getattr(exception, "response", None)
        is_away = isinstance(exception, RequestException) and (
            answered is None or answered.status_code >= 500
        )
        raise ImmediateHttpResponse(_refused(request, "away" if is_away else "doubtful"))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who may enter, and as whom. Asked at every sign-in, so a domain that is taken out closes at once."""
        address = next(iter(sociallogin.email_addresses), None)
        if address is None or not address.verified:
            raise ImmediateHttpResponse(_refused(request, "unverified"))
        domain = address.email.rpartition("@")[2].lower()
        if domain not in settings.OIDC_DOMAINS:
            raise ImmediateHttpResponse(_refused(request, "domain", domain=domain))
        if sociallogin.is_existing:
            return
        own = (
            EmailAddress.objects.filter(email=address.email.lower(), verified=True)
            .select_related("user")
            .first()
        )
        if own is not None:
            if not own.user.is_staff:
                _leave_no_other_way_in(own)
            sociallogin.connect(request, own.user)
            _admit(own.user, domain)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        _admit(user, user.email.rpartition("@")[2].lower())
        return user


def _leave_no_other_way_in(own: EmailAddress) -> None:
    """A reader's account is about to get the desk. Whoever made it may be another than who confirmed its address, as a mail
    asked them to: every password, second step and further address of before goes, and with the password its sessions."""
    own.user.set_unusable_password()
    own.user.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=own.user_id).delete()
    EmailAddress.objects.filter(user_id=own.user_id).exclude(pk=own.pk).delete()


def _admit(user: User, domain: str) -> None:
    """To the desk, with the roles of the domain, once: what an administrator changes later stays."""
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        wanted = settings.OIDC_DOMAINS[domain]
        found = list(Group.objects.filter(name__in=wanted))
        if len(found) < len(wanted):
            log.error("OIDC_DOMAINS names a role that is no group: %s", ", ".join(wanted))
        user.groups.add(*found)


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404("No such identity provider") from None


def _refused(request: HttpRequest, why: str, *, domain: str = "") -> TemplateResponse:
    name = settings.OIDC_NAME
    said = {
        "away": _("%(name)s does not answer. It may in a few minutes."),
        "doubtful": _("What %(name)s answered could not be trusted, so nobody was signed in. Begin again; if it stays so, tell whoever runs this site."),
        "often": str(signing_in.TOO_MANY),
        "cancelled": _("You were not signed in: it was cancelled at %(name)s."),
        "unverified": _("%(name)s has not verified your email address, so it cannot say who you are here."),
        "domain": _("Addresses at %(domain)s do not enter here."),
    }[why]  # fmt: skip
    context = {"said": said % {"name": name, "domain": domain}, "name": name}
    status = {"away": 503, "often": 429}.get(why, 403)
    response = TemplateResponse(request, "accounts/organisation.html", context, status=status)
    response.render()  # it may leave as an exception, past what renders
    return response
