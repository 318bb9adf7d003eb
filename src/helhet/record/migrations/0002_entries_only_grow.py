from django.db import migrations

from helhet.storage.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("record", "0001_record")]

    operations = [AppendOnly("Entry"), AppendOnly("Content", may_delete=True), AppendOnly("Erasure"), AppendOnly("SealedHead")]
