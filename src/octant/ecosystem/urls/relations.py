"""Relations, seen from one organisation (`of`)."""

from django.urls import path

from ..views import relations

urlpatterns = [
    path("<int:pk>/add-relation/", relations.add, name="relation_add"),
    path("<int:of>/relations/<int:pk>/", relations.change, name="relation"),
    path("<int:of>/relations/<int:pk>/end/", relations.end, name="relation_end"),
    path("<int:of>/relations/<int:pk>/remove/", relations.remove, name="relation_remove"),
    path("<int:of>/relations/<int:pk>/restore/", relations.restore, name="relation_restore"),
]
