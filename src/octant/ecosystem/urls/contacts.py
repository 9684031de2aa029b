"""Persons at organisations."""

from django.urls import path

from ..views import contacts

urlpatterns = [
    path("contacts/due/", contacts.due, name="contacts_due"),
    path("<int:pk>/add-contact/", contacts.add, name="contact_add"),
    path("contacts/<int:pk>/", contacts.change, name="contact"),
    path("contacts/<int:pk>/remove/", contacts.remove, name="contact_remove"),
    path("contacts/<int:pk>/restore/", contacts.restore, name="contact_restore"),
]
