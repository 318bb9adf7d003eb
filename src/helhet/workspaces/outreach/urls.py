"""The addresses of this workspace."""

from django.urls import path

from helhet.workspaces.outreach import trips, views

app_name = "outreach"
urlpatterns = [
    path("outreach/", views.now, name="now"),
    path("outreach/back/", views.back, name="back"),
    path("outreach/kits/", views.kits, name="kits"),
    path("outreach/journeys/", trips.journeys, name="trips"),
    path("outreach/journeys/back/", trips.journey_back, name="trip-back"),
    path("outreach/week/", views.week, name="week"),
]
