"""What a server of pages runs: `helhet serve`, or any WSGI server with `helhet.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helhet.site.settings")
application = get_wsgi_application()
