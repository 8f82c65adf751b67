from django.urls import path

from heimveg.decisions import views

app_name = "decisions"
urlpatterns = [
    path("decisions/", views.decisions, name="list"),
    path("decisions/<int:decision_id>/", views.decision, name="detail"),
    path("decisions/<int:decision_id>/sign/", views.sign, name="sign"),
    path("decisions/<int:decision_id>/approve/", views.approve, name="approve"),
    path("decisions/<int:decision_id>/return/", views.send_back, name="return"),
    path("decisions/<int:decision_id>/tell/", views.tell, name="tell"),
    path("decisions/<int:decision_id>/hand-over/", views.hand_over, name="hand-over"),
    path("decisions/<int:decision_id>/replace/", views.replace, name="replace"),
    path("decisions/<int:decision_id>/letter/", views.letter, name="letter"),
]
