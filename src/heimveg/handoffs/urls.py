from django.urls import path

from heimveg.handoffs.views import answering, asking, kasteball, listing, one

app_name = "handoffs"
urlpatterns = [
    path("hand-offs/", listing.handoffs, name="list"),
    path("kasteball/", kasteball.kasteball, name="kasteball"),
    path("hand-offs/<int:handoff_id>/", one.handoff, name="detail"),
    path("hand-offs/<int:handoff_id>/accept/", answering.accept, name="accept"),
    path("hand-offs/<int:handoff_id>/decline/", answering.decline, name="decline"),
    path("hand-offs/<int:handoff_id>/take-back/", asking.withdraw, name="withdraw"),
    path("hand-offs/<int:handoff_id>/ask-another/", asking.reassign, name="reassign"),
    path("hand-offs/<int:handoff_id>/bring/", answering.escalate, name="escalate"),
    path("hand-offs/<int:handoff_id>/decide/", answering.decide, name="decide"),
    path("people/<int:person_id>/hand-over/", asking.ask, name="ask"),
    path("people/<int:person_id>/ask-to-take/", asking.take, name="take"),
]
