"""The addresses of this workspace."""

from django.urls import path

from helhet.workspaces.administration import views

app_name = "administration"
urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/<slug:code>/", views.unit, name="unit"),
    path("units/<slug:code>/add/", views.add, name="add"),
    path("units/<slug:code>/phones/", views.phones, name="phones"),
    path("units/role/<int:membership>/end/", views.end, name="end"),
    path("units/role/<int:membership>/stand-in/", views.stand_in, name="stand-in"),
    path("units/role/<int:membership>/link/", views.link, name="link"),
]
