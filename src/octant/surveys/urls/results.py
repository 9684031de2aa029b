from django.urls import path

from octant.surveys.views import results, taking_over

urlpatterns = [
    path("<int:pk>/results/", results.results, name="results"),
    path("<int:pk>/results/comments/", results.comments, name="comments"),
    path("<int:pk>/results/reveal/", results.reveal, name="reveal"),
    path("<int:pk>/results/again/", results.ask_again, name="ask_again"),
    path("<int:pk>/results/charts/<str:name>.<slug:ext>", results.chart, name="chart"),
    path("<int:pk>/results/export.csv", results.export, {"ext": "csv"}, name="export_csv"),
    path("<int:pk>/results/export.xlsx", results.export, {"ext": "xlsx"}, name="export_xlsx"),
    path("<int:pk>/take-over/<slug:aspect>/", taking_over.take_over, name="take_over"),
    path("<int:pk>/take-back/<int:adoption>/", taking_over.take_back, name="take_back"),
    path("<int:pk>/take-influence/", taking_over.take_influence, name="take_influence"),
]
