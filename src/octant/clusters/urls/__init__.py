"""Addresses below /clusters/."""

from django.urls import path

from ..views import clusters, facts, invitations, people

app_name = "clusters"
urlpatterns = [
    path("", clusters.mine, name="list"),
    path("new/", clusters.new, name="new"),
    path("join/<slug:token>/", invitations.join, name="join"),
    path("<slug:slug>/", clusters.home, name="home"),
    path("<slug:slug>/settings/", clusters.settings, name="settings"),
    path("<slug:slug>/archive/", clusters.archive, name="archive"),
    path("<slug:slug>/restore/", clusters.restore, name="restore"),
    path("<slug:slug>/export.zip", clusters.export, name="export"),
    path("<slug:slug>/delete/", clusters.delete, name="delete"),
    path("<slug:slug>/facts/new/", facts.add, name="fact_add"),
    path("<slug:slug>/facts/<int:pk>/", facts.edit, name="fact_edit"),
    path("<slug:slug>/facts/<int:pk>/remove/", facts.remove, name="fact_remove"),
    path("<slug:slug>/facts/<int:pk>/restore/", facts.restore, name="fact_restore"),
    path("<slug:slug>/people/", people.people, name="people"),
    path("<slug:slug>/people/roles/", people.roles, name="roles"),
    path("<slug:slug>/people/leave/", people.leave, name="leave"),
    path("<slug:slug>/people/hand-over/", people.hand_over, name="hand_over"),
    path("<slug:slug>/people/<int:pk>/role/", people.change_role, name="person_role"),
    path("<slug:slug>/people/<int:pk>/remove/", people.remove, name="person_remove"),
    path("<slug:slug>/people/<int:pk>/restore/", people.restore, name="person_restore"),
    path("<slug:slug>/invite/", invitations.invite, name="invite"),
    path("<slug:slug>/invite/link/", invitations.make_link, name="invite_link"),
    path("<slug:slug>/invitations/<int:pk>/withdraw/", invitations.withdraw, name="invitation_withdraw"),
]
