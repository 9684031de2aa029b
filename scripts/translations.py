"""Bring the catalogues to the texts of today: python scripts/translations.py [language …]"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "octant.settings")
django.setup()

from octant.core.catalogues import languages, update  # noqa: E402

for language in sys.argv[1:] or languages():
    update(language)
