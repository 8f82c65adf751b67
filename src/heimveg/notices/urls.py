from django.urls import path

from heimveg.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="list"),
    path("notices/<int:notice_id>/settle/", views.settle, name="settle"),
    path("notices/<int:notice_id>/read/", views.read, name="read"),
]
