from django.urls import path

from octant.ratings.models import Aspect

from ..views import ratings

urlpatterns = [
    path("", ratings.results, name="ratings"),
    path("rate/", ratings.rate, {"aspect": Aspect.NOW}, name="rate"),
    path("rate/wished/", ratings.rate, {"aspect": Aspect.WISHED}, name="rate_wished"),
    path("rate/feasible/", ratings.rate, {"aspect": Aspect.FEASIBLE}, name="rate_feasible"),
]
