from django.urls import path

from heimveg.intake.views import likening, listing, one, receiving, routing

app_name = "intake"
urlpatterns = [
    path("intake/", receiving.door, name="door"),
    path("intake/new/<str:kind>/", receiving.receive, name="receive"),
    path("intake/receipts/<int:number>/", receiving.receipt, name="receipt"),
    path("people/<int:person_id>/intake/", receiving.door_for, name="door-for"),
    path(
        "people/<int:person_id>/intake/<str:kind>/", receiving.receive_about, name="receive-about"
    ),
    path("intake/errands/", listing.errands, name="list"),
    path("intake/errands/<int:errand_id>/", one.errand, name="detail"),
    path("intake/errands/<int:errand_id>/take/", one.take, name="take"),
    path("intake/errands/<int:errand_id>/lacking/", one.lacking, name="lacking"),
    path("intake/errands/<int:errand_id>/reply/", one.reply, name="reply"),
    path("intake/errands/<int:errand_id>/need/", one.begin_need, name="begin-need"),
    path("intake/errands/<int:errand_id>/pass-on/", one.pass_on, name="pass-on"),
    path("intake/errands/<int:errand_id>/whom/", one.say_whom, name="say-whom"),
    path("intake/errands/<int:errand_id>/close/", one.close, name="close"),
    path("intake/likenesses/", likening.likenesses, name="likenesses"),
    path("intake/likenesses/<int:likeness_id>/", likening.likeness, name="likeness"),
    path("intake/likenesses/<int:likeness_id>/answer/", likening.answer, name="answer-likeness"),
    path("intake/likenesses/<int:likeness_id>/settle/", likening.settle, name="settle-likeness"),
    path("intake/routing/", routing.routing, name="routing"),
    path("intake/routing/<int:position>/", routing.rule, name="rule"),
    path("intake/routing/<int:position>/remove/", routing.remove, name="remove-rule"),
]
