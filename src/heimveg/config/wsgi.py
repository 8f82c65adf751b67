"""What gunicorn serves."""

import importlib
import os
import threading

from django.core.wsgi import get_wsgi_application

AFTER_SECONDS = 5.0  # the first pages come first

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heimveg.config.settings")
application = get_wsgi_application()
# The matching's compiled part takes up to most of a second (and 65 MB) to load: not while the
# first who asks it waits.
loading = threading.Timer(
    AFTER_SECONDS, importlib.import_module, ["heimveg.engines.matching.solving"]
)
loading.daemon = True
loading.start()
