from django.urls import path

from ..views.lead import buttons, consent, console, ideas, notes, on_behalf, people

urlpatterns = [
    path("<int:pk>/lead/", console.console, name="lead"),
    path("<int:pk>/lead/events/", console.events, name="lead_events"),
    path("<int:pk>/lead/press/", buttons.press, name="press"),
    path("<int:pk>/lead/take-over/", buttons.take_over, name="take_over"),
    path("<int:pk>/lead/notes/", notes.save_notes, name="notes"),
    path("<int:pk>/lead/notes/<int:activity>/", notes.save_activity_notes, name="activity_notes"),
    path("<int:pk>/people/", people.participants, name="participants"),
    path("<int:pk>/people/add/", people.add_person, name="person_add"),
    path("<int:pk>/people/<int:person>/", people.change_person, name="person"),
    path("<int:pk>/ideas/<int:activity>/", ideas.sort, name="sort"),
    path("<int:pk>/ideas/<int:activity>/add/", on_behalf.add_idea, name="idea_add"),
    path("<int:pk>/ideas/<int:activity>/move/", ideas.move_idea, name="idea_move"),
    path("<int:pk>/ideas/<int:activity>/heading/", ideas.add_heading, name="heading_add"),
    path("<int:pk>/idea/<int:idea>/hide/", ideas.hide_idea, name="idea_hide"),
    path("<int:pk>/idea/<int:idea>/word/", ideas.word_idea, name="idea_word"),
    path("<int:pk>/heading/<int:group>/", ideas.rename_heading, name="heading"),
    path("<int:pk>/heading/<int:group>/remove/", ideas.remove_heading, name="heading_remove"),
    path("<int:pk>/heading/<int:group>/restore/", ideas.restore_heading, name="heading_restore"),
    path("<int:pk>/dots/<int:activity>/", on_behalf.give_dots, name="dots"),
    path("<int:pk>/stance/<int:activity>/", on_behalf.take_stance, name="stance"),
    path("<int:pk>/feedback/<int:activity>/", on_behalf.give_feedback, name="feedback"),
    path("<int:pk>/proposal/<int:activity>/", consent.propose, name="propose"),
    path("<int:pk>/decide/<int:proposal>/", consent.decide, name="decide"),
]
