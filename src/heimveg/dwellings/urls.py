"""The forms of the register. `dwellings:list` joins them in desk/urls.py, for the list shows
which homes are let, and the rooms above know that."""

from django.urls import path

from heimveg.dwellings.views import conditions, filters, homes, surroundings

app_name = "dwellings"
urlpatterns = [
    path("dwellings/new/", homes.register, name="new"),
    path("dwellings/surroundings/", surroundings.surroundings, name="surroundings"),
    path("dwellings/filters/", filters.keep_filter, name="keep-filter"),
    path("dwellings/filters/<int:filter_id>/", filters.drop_filter, name="drop-filter"),
    path("dwellings/clusters/new/", surroundings.cluster, name="new-cluster"),
    path("dwellings/clusters/<int:cluster_id>/", surroundings.cluster, name="cluster"),
    path("dwellings/properties/new/", surroundings.estate, name="new-property"),
    path("dwellings/properties/<int:property_id>/", surroundings.estate, name="property"),
    path("dwellings/<int:dwelling_id>/change/", homes.change, name="change"),
    path("dwellings/<int:dwelling_id>/funding/new/", conditions.new_tie, name="new-tie"),
    path("dwellings/<int:dwelling_id>/funding/<int:tie_id>/", conditions.tie, name="tie"),
    path(
        "dwellings/<int:dwelling_id>/out-of-use/new/",
        conditions.out_of_use,
        name="take-out-of-use",
    ),
    path(
        "dwellings/<int:dwelling_id>/out-of-use/<int:out_id>/",
        conditions.out_of_use,
        name="out-of-use",
    ),
    path(
        "dwellings/<int:dwelling_id>/out-of-use/<int:out_id>/back/",
        conditions.back_in_use,
        name="back-in-use",
    ),
    path("dwellings/<int:dwelling_id>/remarks/new/", homes.remark, name="remark"),
]
