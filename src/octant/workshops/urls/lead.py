from django.urls import path

from ..views import lead

urlpatterns = [
    path("<int:pk>/lead/", lead.console, name="lead"),
    path("<int:pk>/lead/events/", lead.events, name="lead_events"),
    path("<int:pk>/lead/press/", lead.press, name="press"),
    path("<int:pk>/lead/take-over/", lead.take_over, name="take_over"),
    path("<int:pk>/lead/notes/", lead.save_notes, name="notes"),
    path("<int:pk>/lead/notes/<int:activity>/", lead.save_activity_notes, name="activity_notes"),
    path("<int:pk>/people/", lead.participants, name="participants"),
    path("<int:pk>/people/add/", lead.add_person, name="person_add"),
    path("<int:pk>/people/<int:person>/", lead.change_person, name="person"),
    path("<int:pk>/ideas/<int:activity>/", lead.sort, name="sort"),
    path("<int:pk>/ideas/<int:activity>/add/", lead.add_idea, name="idea_add"),
    path("<int:pk>/ideas/<int:activity>/move/", lead.move_idea, name="idea_move"),
    path("<int:pk>/ideas/<int:activity>/heading/", lead.add_heading, name="heading_add"),
    path("<int:pk>/idea/<int:idea>/hide/", lead.hide_idea, name="idea_hide"),
    path("<int:pk>/idea/<int:idea>/word/", lead.word_idea, name="idea_word"),
    path("<int:pk>/heading/<int:group>/", lead.rename_heading, name="heading"),
    path("<int:pk>/heading/<int:group>/remove/", lead.remove_heading, name="heading_remove"),
    path("<int:pk>/heading/<int:group>/restore/", lead.restore_heading, name="heading_restore"),
    path("<int:pk>/dots/<int:activity>/", lead.give_dots, name="dots"),
    path("<int:pk>/stance/<int:activity>/", lead.take_stance, name="stance"),
    path("<int:pk>/feedback/<int:activity>/", lead.give_feedback, name="feedback"),
    path("<int:pk>/proposal/<int:activity>/", lead.propose, name="propose"),
    path("<int:pk>/decide/<int:proposal>/", lead.decide, name="decide"),
]
