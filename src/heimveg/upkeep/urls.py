from django.urls import path

from heimveg.upkeep.views import (
    below,
    inspections,
    offline,
    orders,
    photos,
    standards,
    turnovers,
    waivers,
)

app_name = "upkeep"
urlpatterns = [
    path("upkeep/", turnovers.turnovers, name="turnovers"),
    path("upkeep/turnovers/<int:turnover_id>/", turnovers.turnover, name="turnover"),
    path("upkeep/turnovers/<int:turnover_id>/waive/<slug:code>/", waivers.ask, name="waive"),
    path("upkeep/waivers/<int:ask_id>/", waivers.answer, name="waiver"),
    path(
        "upkeep/turnovers/<int:turnover_id>/order-missing/",
        turnovers.order_missing,
        name="order-missing",
    ),
    path("upkeep/turnovers/<int:turnover_id>/ready/", turnovers.ready, name="ready"),
    path("upkeep/turnovers/<int:turnover_id>/cancel/", turnovers.cancel, name="cancel-turnover"),
    path("dwellings/<int:dwelling_id>/turnover/new/", turnovers.begin, name="begin-turnover"),
    path("upkeep/inspections/", inspections.inspections, name="inspections"),
    path("upkeep/inspections/<int:inspection_id>/", inspections.inspection, name="inspection"),
    path("upkeep/inspections/<int:inspection_id>/access/", inspections.access, name="access"),
    path(
        "upkeep/inspections/<int:inspection_id>/photos/",
        photos.send_photo,
        name="send-photo",
    ),
    path(
        "upkeep/inspections/<int:inspection_id>/photos/<int:photo_id>/",
        photos.photo,
        name="photo",
    ),
    path("dwellings/<int:dwelling_id>/inspections/new/", inspections.plan, name="plan-inspection"),
    path("upkeep/taken-along.js", offline.worker, name="worker"),
    path("upkeep/without-network/", offline.without_network, name="without-network"),
    path("upkeep/orders/", orders.orders, name="orders"),
    path("upkeep/orders/<int:order_id>/", orders.order, name="order"),
    path("upkeep/orders/<int:order_id>/change/", orders.change_order, name="change-order"),
    path("upkeep/orders/<int:order_id>/start/", orders.start, name="start-order"),
    path("upkeep/orders/<int:order_id>/finish/", orders.finish, name="finish-order"),
    path("upkeep/orders/<int:order_id>/cancel/", orders.cancel, name="cancel-order"),
    path("dwellings/<int:dwelling_id>/orders/new/", orders.new_order, name="new-order"),
    path("upkeep/recurring/", orders.recurring, name="recurring"),
    path("upkeep/recurring/<int:task_id>/", orders.plan_recurring, name="change-recurring"),
    path(
        "dwellings/<int:dwelling_id>/recurring/new/",
        orders.plan_recurring,
        name="plan-recurring",
    ),
    path("upkeep/standard/", standards.standard, name="standard"),
    path("upkeep/standard/new/", standards.new_standard, name="new-standard"),
    path("upkeep/standard/<int:standard_id>/", standards.version, name="standard-version"),
    path("upkeep/standard/<int:standard_id>/withdraw/", standards.withdraw, name="withdraw"),
    path("upkeep/below-standard/", below.below, name="below"),
    path("upkeep/below-standard/csv/", below.below_csv, name="below-csv"),
]
