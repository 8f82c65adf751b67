from django.urls import path

from heimveg.desk.views import (
    dwelling,
    dwellings,
    front,
    history,
    log,
    merging,
    moving_on,
    person,
    search,
    takeover,
    tenancy,
    unending,
)
from heimveg.dwellings import urls as register

app_name = "desk"
urlpatterns = [
    path("", front.front, name="front"),
    path("rest-of-my-day/", front.rest, name="rest"),
    path("log/", log.log, name="log"),
    path("search/", search.search, name="search"),
    path("people/<int:person_id>/", person.person, name="person"),
    path("people/<int:person_id>/merge/", merging.find, name="merge"),
    path("people/<int:person_id>/merge/<int:other_id>/", merging.merge, name="merge-with"),
    path("merges/<int:merge_id>/undo/", merging.undo, name="undo-merge"),
    path("dwellings/<int:dwelling_id>/", dwelling.dwelling, name="dwelling"),
    path("upkeep/inspections/<int:inspection_id>/takeover/", takeover.sign, name="takeover"),
    path(
        "upkeep/inspections/<int:inspection_id>/takeover/pdf/",
        takeover.protocol,
        name="takeover-pdf",
    ),
    path("tenancies/<int:tenancy_id>/", tenancy.tenancy, name="tenancy"),
    path(
        "tenancies/<int:tenancy_id>/end/taken-back/",
        unending.take_back_end,
        name="take-back-end",
    ),
    path(
        "renewals/<int:review_id>/take-back/",
        moving_on.take_back_renewal,
        name="take-back-renewal",
    ),
    path("renewals/<int:review_id>/need/", moving_on.need_after_review, name="need-after-review"),
    path("people/<int:person_id>/history/", history.person, name="person-history"),
    path("needs/<int:need_id>/history/", history.need, name="need-history"),
    path("dwellings/<int:dwelling_id>/history/", history.dwelling, name="dwelling-history"),
    path("tenancies/<int:tenancy_id>/history/", history.tenancy, name="tenancy-history"),
]

# The list shows which homes are let, which only rooms above the register know. Its name is the
# register's own, so the two are joined here, under that name; config includes this.
dwelling_patterns = (
    [path("dwellings/", dwellings.dwellings, name="list"), *register.urlpatterns],
    register.app_name,
)
