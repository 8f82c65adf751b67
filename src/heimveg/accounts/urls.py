from django.urls import path

from heimveg.accounts.views import absences, log_in, positions, staff, units

app_name = "accounts"
urlpatterns = [
    path("log-in/", log_in.log_in, name="log-in"),
    path("log-out/", log_in.log_out, name="log-out"),
    path("second-factor/", log_in.second_factor, name="second-factor"),
    path("password/", log_in.password, name="password"),
    path("language/", log_in.choose_language, name="language"),
    path("sending/", log_in.sending, name="sending"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new, name="new-unit"),
    path("units/<int:unit_id>/change/", units.change, name="change-unit"),
    path("staff/", staff.listed, name="staff"),
    path("staff/new/", staff.new, name="new-user"),
    path("staff/<int:user_id>/", staff.one, name="user"),
    path("staff/<int:user_id>/change/", staff.change, name="change-user"),
    path("staff/<int:user_id>/password/", staff.one_time_password, name="one-time-password"),
    path("staff/<int:user_id>/unlock/", staff.unlock, name="unlock"),
    path("staff/<int:user_id>/close/", staff.close, name="close-user"),
    path("staff/<int:user_id>/open-again/", staff.open_again, name="open-user-again"),
    path("staff/<int:user_id>/positions/new/", positions.give, name="give-position"),
    path(
        "staff/<int:user_id>/second-factor/", positions.new_second_factor, name="new-second-factor"
    ),
    path("staff/<int:user_id>/absences/new/", absences.of, name="absence-of"),
    path("positions/<int:membership_id>/end/", positions.end, name="end-position"),
    path("access-requests/", positions.requests, name="requests"),
    path("access-requests/<int:request_id>/", positions.decide, name="decide-request"),
    path(
        "access-requests/<int:request_id>/withdraw/", positions.withdraw, name="withdraw-request"
    ),
    path("absence/", absences.own, name="own-absence"),
    path("absence/<int:absence_id>/back/", absences.come_back, name="come-back"),
    path("absences/<int:absence_id>/end/", absences.end, name="end-absence"),
]
