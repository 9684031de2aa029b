from django.urls import re_path

from ..views import charts

urlpatterns = [
    re_path(r"^(?P<name>[a-z0-9_-]+)\.(?P<ext>svg|png)$", charts.chart, name="chart"),
]
