"""Addresses for signing in and out, and for the language.

They stand in place of allauth's own list: there are no passwords here, so its pages about passwords, sign-up
and address changes are not reachable. The names are allauth's, because it looks them up.
"""

from django.urls import path

from . import views

urlpatterns = [
    path("admin/login/", views.admin_login, name="admin_login"),
    path("accounts/login/", views.enter, name="account_login"),
    path("accounts/login/code/", views.enter_code, name="account_code"),
    path("accounts/logout/", views.leave, name="account_logout"),
    path("accounts/inactive/", views.inactive, name="account_inactive"),
    path("language/", views.set_language, name="set_language"),
]
