"""The addresses of this workspace."""

from django.urls import path

from helhet.workspaces.gallery import views

app_name = "gallery"
urlpatterns = [
    path("pathways/", views.gallery, name="gallery"),
    path("pathways/together/", views.together, name="together"),
    path("pathways/together.<slug:language>.svg", views.network, name="network"),
    path("pathways/<slug:name>/", views.pathway, name="pathway"),
    path(
        "pathways/<slug:name>/<slug:edition>/picture.<slug:language>.svg",
        views.picture,
        name="picture",
    ),
]
