from django.urls import path

from heimveg.support import views

app_name = "support"
urlpatterns = [
    path("rights-measures/", views.measures, name="measures"),
    path("rights-measures/<int:measure_id>/", views.measure, name="measure"),
    path("rights-measures/<int:measure_id>/review/", views.review, name="review"),
    path("people/<int:person_id>/rights-measure/", views.record, name="record"),
]
