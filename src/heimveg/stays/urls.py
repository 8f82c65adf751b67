from django.urls import path

from heimveg.stays.views import correcting, counting, listing

app_name = "stays"
urlpatterns = [
    path("people/<int:person_id>/stays/", listing.stays, name="list"),
    path("people/<int:person_id>/stay/", listing.register, name="register"),
    path("stays/<int:stay_id>/correct/", correcting.correct, name="correct"),
    path("stays/<int:stay_id>/end/", correcting.end, name="end"),
    path("stays/count/", counting.count, name="count"),
    path("stays/count/export/", counting.count_file, name="count-file"),
]
