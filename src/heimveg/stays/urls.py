from django.urls import path

from heimveg.stays import views

app_name = "stays"
urlpatterns = [
    path("people/<int:person_id>/stays/", views.stays, name="list"),
    path("people/<int:person_id>/stay/", views.register, name="register"),
]
