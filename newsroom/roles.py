"""The two roles of the desk, as groups that every `migrate` sets to what stands here.

An editor writes and publishes; a moderator decides what readers reported. Neither gives the other's rights,
manages accounts or stops the model: somebody may have both groups, and the rest is an administrator's. A sealed
verdict is shown to nobody, an administrator included, for they play too (`newsroom.sealed`). Whoever needs other
rights gets a group of another name.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from django.apps import AppConfig
from django.db import router

# By role and app: patterns of the permissions' code names.
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "editor": {
        "stories": ("*",),
        "debate": (
            "add_persona",
            "change_persona",
            "view_persona",
            "view_debate",
            "review_debate",
            "view_speech",
            "view_questionset",
            "view_voice",
            "review_voice",
            "view_speechreport",
            "view_voicereport",
        ),
        "quiz": ("view_*",),
        "llm": ("view_*",),
        "admin": ("view_logentry",),
    },
    "moderator": {
        "stories": ("view_*",),
        "debate": (
            "view_persona",
            "view_debate",
            "view_speech",
            "change_speech",
            "view_questionset",
            "view_voice",
            "change_voice",
            "view_speechreport",
            "view_voicereport",
        ),
        "quiz": ("view_*", "change_report"),
        "players": ("view_player", "change_player", "view_namereport"),
        "admin": ("view_logentry",),
    },
}


def grant(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After an app has been migrated: give each role its rights in that app, and no others there."""
    from django.contrib.auth.management import create_permissions, rename_permissions_after_model_rename
    from django.contrib.auth.models import Group, Permission

    wanted = {role: apps[sender.label] for role, apps in ROLES.items() if sender.label in apps}
    if not wanted or not router.allow_migrate_model(using, Group):
        return
    # Django's own receivers come after this one, and then find nothing to do. Renamed first: a right that had been
    # made anew under a model's new name would stop the migration.
    rename_permissions_after_model_rename(sender, using=using, plan=kwargs.get("plan"), verbosity=0)
    create_permissions(sender, using=using, verbosity=0)
    there = list(Permission.objects.using(using).filter(content_type__app_label=sender.label))
    for role, patterns in wanted.items():
        group, _ = Group.objects.using(using).get_or_create(name=role)
        granted = {p.pk for p in there if any(fnmatchcase(p.codename, pattern) for pattern in patterns)}
        has = set(group.permissions.filter(content_type__app_label=sender.label).values_list("pk", flat=True))
        group.permissions.remove(*has - granted)
        group.permissions.add(*granted - has)
