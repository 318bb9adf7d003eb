"""The addresses of this workspace."""

from django.urls import path

from helhet.workspaces.review import views

app_name = "review"
urlpatterns = [
    path("person/<uuid:subject>/read/", views.person, name="person"),
    path("review/", views.overview, name="overview"),
    path("review/rows/", views.rows, name="rows"),
]
