from django.urls import path

from octant.surveys.views import audience

urlpatterns = [
    path("<int:pk>/audience/", audience.audience, name="audience"),
    path("<int:pk>/audience/poster/", audience.poster, name="poster"),
    path("<int:pk>/audience/invite/", audience.invite, name="invite"),
    path("<int:pk>/audience/send/", audience.send_waiting, name="send_waiting"),
    path("<int:pk>/audience/sending/", audience.sending, name="sending"),
    path("<int:pk>/audience/<int:invitation_pk>/again/", audience.send_again, name="invitation_again"),
    path("<int:pk>/audience/remind/", audience.remind, name="remind"),
    path("<int:pk>/audience/<int:invitation_pk>/withdraw/", audience.withdraw, name="invitation_withdraw"),
    path("<int:pk>/audience/<int:invitation_pk>/restore/", audience.restore, name="invitation_restore"),
    path("<int:pk>/audience/codes/make/", audience.make_codes, name="codes_make"),
    path("<int:pk>/audience/codes/", audience.codes, name="codes"),
]
