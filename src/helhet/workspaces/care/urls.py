"""The addresses of this workspace."""

from django.urls import path

from helhet.workspaces.care import views

app_name = "care"
urlpatterns = [
    path("worklist/", views.worklist, name="worklist"),
    path("course/<uuid:course_id>/", views.course, name="course"),
    path("course/<uuid:course_id>/record/<slug:event>/", views.entry, name="entry"),
]
