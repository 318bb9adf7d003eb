from django.db import migrations

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("access", "0001_access")]

    operations = [
        AppendOnly("Access"),
        AppendOnly("AccessedSubject"),
        AppendOnly("Seal"),
        AppendOnly("SealedAccess"),
    ]
