"""The team's side of self-registration, and links of organisations."""

from django.urls import path

from ..views import registrations

urlpatterns = [
    path("registrations/", registrations.queue, name="registrations"),
    path("registrations/page/", registrations.page, name="registration_page"),
    path("registrations/new-address/", registrations.new_address, name="registration_address"),
    path("registrations/<int:pk>/accept/", registrations.accept, name="registration_accept"),
    path("registrations/<int:pk>/decline/", registrations.decline, name="registration_decline"),
    path("registrations/<int:pk>/restore/", registrations.restore, name="registration_restore"),
    path("<int:pk>/link/", registrations.link_make, name="link_make"),
    path("<int:pk>/link/revoke/", registrations.link_revoke, name="link_revoke"),
]
