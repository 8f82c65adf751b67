from django.urls import path

from heimveg.tenancies.views import listing

app_name = "tenancies"
urlpatterns = [
    path("tenancies/", listing.tenancies, name="list"),
    path("tenancies/<int:tenancy_id>/end/", listing.end, name="end"),
]
