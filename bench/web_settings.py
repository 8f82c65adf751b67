"""The product's settings with one page more: the bare page that the others are compared to."""

from heimveg.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.web_urls"
