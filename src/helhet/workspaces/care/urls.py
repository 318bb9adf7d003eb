"""The addresses of this workspace."""

from django.urls import path

from helhet.workspaces.care.appointments import views as appointments
from helhet.workspaces.care.board import views as board
from helhet.workspaces.care.codes import views as codes
from helhet.workspaces.care.consents import views as consents
from helhet.workspaces.care.course import views as course
from helhet.workspaces.care.finding import views as finding
from helhet.workspaces.care.handovers import views as handovers
from helhet.workspaces.care.moving import views as moving
from helhet.workspaces.care.person import views as person
from helhet.workspaces.care.releases import listing as releases
from helhet.workspaces.care.releases import reporting, sending
from helhet.workspaces.care.starting import renaming
from helhet.workspaces.care.starting import views as starting
from helhet.workspaces.care.tasks import views as tasks
from helhet.workspaces.care.ward import views as ward
from helhet.workspaces.care.worklist import views as worklist

app_name = "care"
urlpatterns = [
    path("handovers/", handovers.handovers, name="handovers"),
    path("ward/", ward.ward, name="ward"),
    path("board/", board.board, name="board"),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/calendar/", appointments.calendar_address, name="calendar"),
    path("appointments/feed.ics", appointments.feed, name="feed"),
    path("codes.csv", codes.codes, name="codes"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("find/", finding.find, name="find"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.new_task, name="new-task"),
    path("tasks/<uuid:task_id>/", tasks.settle, name="task"),
    path("course/<uuid:course_id>/arrange/", worklist.arrange, name="arrange"),
    path("person/<uuid:subject>/", person.person, name="person"),
    path("person/<uuid:subject>/name/", renaming.rename, name="rename"),
    path("person/<uuid:subject>/consents/", consents.consents, name="consents"),
    path(
        "person/<uuid:subject>/consents/withdraw-all/", consents.withdraw_all, name="withdraw-all"
    ),
    path("consents/<uuid:consent>/withdraw/", consents.withdraw, name="withdraw"),
    path("person/<uuid:subject>/passed-on/", releases.of_person, name="passed-on"),
    path("person/<uuid:subject>/pass-on/", sending.pass_on, name="pass-on"),
    path("course/<uuid:course_id>/report/", reporting.report, name="report"),
    path("passed-on/", releases.of_unit, name="releases"),
    path("passed-on/<uuid:release>/", releases.release, name="release"),
    path("passed-on/<uuid:release>/approve/", releases.approve, name="approve"),
    path("passed-on/<uuid:release>/stop/", releases.stop, name="stop"),
    path("begin/", starting.choose, name="begin"),
    path("begin/for/<uuid:subject>/", starting.choose, name="begin-for"),
    path("begin/<slug:pathway>/<slug:event>/", starting.begin, name="begin-with"),
    path(
        "begin/<slug:pathway>/<slug:event>/for/<uuid:subject>/",
        starting.begin,
        name="begin-with-for",
    ),
    path("course/<uuid:course_id>/", course.course, name="course"),
    path("course/<uuid:course_id>/record/<slug:event>/", course.entry, name="entry"),
    path("course/<uuid:course_id>/move-up/<slug:event>/", moving.choose, name="move-up"),
    path(
        "course/<uuid:course_id>/move-up/<slug:event>/<slug:pathway>/<slug:opening>/",
        moving.move,
        name="move-up-to",
    ),
    path("course/<uuid:course_id>/entry/<int:number>/correct/", course.correct, name="correct"),
    path(
        "course/<uuid:course_id>/entry/<int:number>/take-back/", course.take_back, name="take-back"
    ),
]
