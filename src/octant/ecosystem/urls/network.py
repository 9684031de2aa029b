"""The network."""

from django.urls import path, re_path

from ..views import network

urlpatterns = [
    path("network/", network.network, name="network"),
    path("network/data.json", network.data, name="network_data"),
    re_path(r"^network/picture\.(?P<ext>svg|png)$", network.drawing, name="network_picture"),
    path("network/file/<str:file>", network.download, name="network_file"),
    path("network/arrange/", network.arrange, name="network_arrange"),
    path("network/<int:pk>/", network.node, name="network_node"),
    path("network/progress/", network.progress, name="network_progress"),
    path("network/path/", network.path, name="network_path"),
    path("network/compare/", network.compare, name="network_compare"),
    path("network/missing/", network.missing, name="network_missing"),
]
