from django.urls import path

from heimveg.meetings.views import listing, meeting, sitting, tasks

app_name = "meetings"
urlpatterns = [
    path("meetings/", listing.meetings, name="list"),
    path("meetings/tasks/", tasks.tasks, name="tasks"),
    path("meetings/tasks/<int:task_id>/end/", tasks.end, name="end-task"),
    path("meetings/series/new/", listing.new, name="new"),
    path("meetings/series/<int:series_id>/", listing.series, name="series"),
    path("meetings/series/<int:series_id>/end/", listing.end, name="end"),
    path("meetings/series/<int:series_id>/plan/", listing.plan, name="plan"),
    path("meetings/<int:meeting_id>/", meeting.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/add/", meeting.add, name="add"),
    path("meetings/<int:meeting_id>/invite/", meeting.invite, name="invite"),
    path("meetings/<int:meeting_id>/call-off/", meeting.call_off, name="call-off"),
    path("meetings/<int:meeting_id>/invitation.ics", meeting.calendar, name="calendar"),
    path("meetings/<int:meeting_id>/minutes.pdf", meeting.minutes, name="minutes"),
    path("meetings/<int:meeting_id>/begin/", sitting.begin, name="begin"),
    path("meetings/<int:meeting_id>/present/", sitting.present, name="present"),
    path("meetings/<int:meeting_id>/close/", sitting.close, name="close"),
    path("meetings/<int:meeting_id>/items/<int:item_id>/", sitting.item, name="item"),
    path("meetings/<int:meeting_id>/items/<int:item_id>/strike/", meeting.strike, name="strike"),
    path("meetings/<int:meeting_id>/items/<int:item_id>/lift/", meeting.lift, name="lift"),
    path("people/<int:person_id>/meetings/", meeting.put_up, name="put-up"),
]
