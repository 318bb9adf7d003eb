"""The addresses of this workspace: lasting, and open to all."""

from django.urls import path

from helhet.workspaces.plan import views

app_name = "plan"
urlpatterns = [
    path("plan/", views.every, name="every"),
    path("plan/golden-rule/", views.golden, name="golden"),
    path("plan/posts/", views.posts, name="posts"),
    path("plan/places/", views.every_place, name="places"),
    path("plan/places/<slug:number>/", views.place, name="place"),
    path("plan/<slug:plan>/", views.one, name="one"),
    path("plan/<slug:plan>/counts/", views.counts, name="counts"),
    path("plan/<slug:plan>/money/", views.money, name="money"),
    path("plan/<slug:plan>/timeline/", views.over_time, name="timeline"),
    path("plan/<slug:plan>/lines.csv", views.lines, name="lines"),
    path("plan/<slug:plan>/figures.csv", views.figures, name="figures"),
    path("plan/<slug:plan>/measures/<slug:measure>/", views.measure, name="measure"),
    path("plan/<slug:plan>/years/<int:year>/", views.budget, name="budget"),
]
