from django.urls import path, register_converter
from django.urls.converters import StringConverter

from heimveg.allocation.views import offers, rounds, steering


class PinOrExclude(StringConverter):
    regex = "pin|exclude"


register_converter(PinOrExclude, "pin_or_exclude")

app_name = "allocation"
ROUND = "allocation/<int:round_id>/"
NEED = ROUND + "needs/<int:need_id>/"
OFFER = "offers/<int:offer_id>/"
urlpatterns = [
    path("allocation/", rounds.rounds, name="list"),
    path("allocation/new/", rounds.new, name="new"),
    path(ROUND, rounds.round_, name="round"),
    path(ROUND + "table/", rounds.round_, {"view": "table"}, name="table"),
    path(ROUND + "without/", rounds.round_, {"view": "unmet"}, name="unmet"),
    path(ROUND + "one-more/", rounds.round_, {"view": "worth"}, name="worth"),
    path(ROUND + "paper/", rounds.paper, name="paper"),
    path(ROUND + "renew/", rounds.renew, name="renew"),
    path(ROUND + "follow-up/", rounds.follow_up, name="follow-up"),
    path(ROUND + "settle/", rounds.settle, name="settle"),
    path(NEED, steering.line, name="line"),
    path(NEED + "<pin_or_exclude:kind>/<int:dwelling_id>/", steering.steer, name="steer"),
    path(ROUND + "steerings/<int:steering_id>/lift/", steering.lift, name="lift"),
    path("offers/", offers.offers, name="offers"),
    path(OFFER, offers.offer, name="offer"),
    path(OFFER + "send/", offers.send, name="send"),
    path(OFFER + "accept/", offers.accept, name="accept"),
    path(OFFER + "decline/", offers.decline, name="decline"),
    path(OFFER + "withdraw/", offers.withdraw, name="withdraw"),
]
