"""Addresses of everybody in the room, below /w/<code>/: phone, projector, wall."""

from django.urls import path

from ..views import phone, phone_send, screen, wall

app_name = "room"
urlpatterns = [
    path("", phone.phone, name="phone"),
    path("events/", phone.events, name="phone_events"),
    path("hello/", phone.hello_again, name="phone_hello"),
    path("send/", phone_send.send, name="send"),
    path("contribute/", phone.contribute_form, name="contribute"),
    path("wall/", wall.wall, name="wall"),
    path("screen/", screen.for_team, name="screen"),
    path("screen/<slug:key>/", screen.screen, name="screen_open"),
    path("screen/<slug:key>/events/", screen.events, name="screen_events"),
]
