from django.urls import path

from heimveg.persons.views import answering, consents, household, people, record, units

app_name = "persons"
urlpatterns = [
    path("units/<int:unit_id>/end/", units.end_unit, name="end-unit"),
    path("people/", people.people, name="list"),
    path("people/new/", people.register, name="register"),
    path("people/<int:person_id>/particulars/", record.change, name="change"),
    path("people/<int:person_id>/protection/", record.protection, name="protection"),
    path("people/<int:person_id>/household/", household.household, name="household"),
    path(
        "people/<int:person_id>/household/<int:member_id>/end/",
        household.leave,
        name="leave-household",
    ),
    path("people/<int:person_id>/case/", answering.case, name="case"),
    path("people/<int:person_id>/case/open/", answering.open_case, name="open-case"),
    path(
        "people/<int:person_id>/answering/<int:responsibility_id>/",
        answering.worker,
        name="worker",
    ),
    path(
        "people/<int:person_id>/answering/<int:responsibility_id>/stop/",
        answering.stop,
        name="stop-contributing",
    ),
    path("people/<int:person_id>/consents/", consents.consents, name="consents"),
    path(
        "people/<int:person_id>/consents/<int:consent_id>/withdraw/",
        consents.withdraw,
        name="withdraw-consent",
    ),
]
