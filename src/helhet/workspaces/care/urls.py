"""The addresses of this workspace."""

from django.urls import path

from helhet.workspaces.care import views

app_name = "care"
urlpatterns = [path("worklist/", views.worklist, name="worklist")]
