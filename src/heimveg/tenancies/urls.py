from django.urls import path

from heimveg.tenancies import views

app_name = "tenancies"
urlpatterns = [
    path("tenancies/", views.tenancies, name="list"),
    path("tenancies/<int:tenancy_id>/end/", views.end, name="end"),
]
