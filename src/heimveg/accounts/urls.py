from django.urls import path

from heimveg.accounts import views

app_name = "accounts"
urlpatterns = [
    path("log-in/", views.log_in, name="log-in"),
    path("log-out/", views.log_out, name="log-out"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("language/", views.choose_language, name="language"),
    path("units/", views.units, name="units"),
]
