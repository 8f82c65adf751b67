from django.urls import path

from heimveg.prevention.views import cases, doing

app_name = "prevention"
urlpatterns = [
    path("prevention/", cases.cases, name="list"),
    path("prevention/signs/", cases.signs, name="signs"),
    path("prevention/figures/", cases.figures, name="figures"),
    path("tenancies/<int:tenancy_id>/prevention/", cases.case, name="case"),
    path("tenancies/<int:tenancy_id>/sign/", doing.note_sign, name="note-sign"),
    path("tenancies/<int:tenancy_id>/prevention/step/", doing.take_step, name="take-step"),
    path("tenancies/<int:tenancy_id>/prevention/agreement/", doing.agree, name="agree"),
    path("tenancies/<int:tenancy_id>/prevention/close/", doing.close, name="close"),
    path("tenancies/<int:tenancy_id>/prevention/eviction/", doing.evict, name="evict"),
]
