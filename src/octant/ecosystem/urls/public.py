"""Public pages of organisations: a secret in the address stands for an account."""

from django.urls import path

from ..views import answers, calendar, entries

app_name = "entries"
urlpatterns = [
    path("register/<slug:token>/", entries.register_yourself, name="register"),
    path("register/<slug:token>/thanks/", entries.registered, name="registered"),
    path("register/<slug:token>/places/", entries.register_places, name="register_places"),
    path("entry/<slug:token>/", entries.mine, name="mine"),
    path("entry/<slug:token>/places/", entries.places, name="places"),
    path("entry/<slug:token>/edit/<slug:section>/", entries.edit, name="edit"),
    path("entry/<slug:token>/<slug:side>/add/", entries.service_add, name="service_add"),
    path("entry/<slug:token>/<slug:side>/<int:pk>/remove/", entries.service_remove, name="service_remove"),
    path("entry/<slug:token>/<slug:side>/<int:pk>/restore/", entries.service_restore, name="service_restore"),
    path("calendar/<slug:token>.ics", calendar.feed, name="calendar"),
    path("partners/<slug:token>/", answers.partners, name="partners"),
    path("partners/<slug:token>/suggest/", answers.suggest, name="partner_suggest"),
    path("partners/<slug:token>/done/", answers.done, name="partners_done"),
    path("partners/<slug:token>/<int:pk>/take-back/", answers.take_back, name="partner_take_back"),
]
