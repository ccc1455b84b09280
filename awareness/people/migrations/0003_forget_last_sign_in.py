"""When somebody signed in last is kept nowhere; it is not among what docs/privacy.md lists."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0002_site_cache")]
    operations = [migrations.RemoveField(model_name="user", name="last_login")]
