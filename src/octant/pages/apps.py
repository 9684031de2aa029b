from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "octant.pages"
