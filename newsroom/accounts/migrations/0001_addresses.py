"""Every account's email address becomes a row of its own. None has been verified: nobody was ever asked."""

from django.db import migrations


def keep(apps, schema_editor):
    User = apps.get_model("auth", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = set(EmailAddress.objects.values_list("user_id", flat=True))
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user_id=pk, email=email.strip().lower(), primary=True, verified=False)
            for pk, email in User.objects.exclude(email="").values_list("pk", "email").iterator()
            if pk not in known and email.strip()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
