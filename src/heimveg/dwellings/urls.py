"""The forms of the register. `dwellings:list` joins them in desk/urls.py, for the list shows
which homes are let, and the rooms above know that."""

from django.urls import path

from heimveg.dwellings import views

app_name = "dwellings"
urlpatterns = [
    path("dwellings/new/", views.register, name="new"),
    path("dwellings/surroundings/", views.surroundings, name="surroundings"),
    path("dwellings/filters/", views.keep_filter, name="keep-filter"),
    path("dwellings/filters/<int:filter_id>/", views.drop_filter, name="drop-filter"),
    path("dwellings/clusters/new/", views.cluster, name="new-cluster"),
    path("dwellings/clusters/<int:cluster_id>/", views.cluster, name="cluster"),
    path("dwellings/properties/new/", views.estate, name="new-property"),
    path("dwellings/properties/<int:property_id>/", views.estate, name="property"),
    path("dwellings/<int:dwelling_id>/change/", views.change, name="change"),
    path("dwellings/<int:dwelling_id>/funding/new/", views.tie, name="new-tie"),
    path("dwellings/<int:dwelling_id>/funding/<int:tie_id>/", views.tie, name="tie"),
    path("dwellings/<int:dwelling_id>/out-of-use/new/", views.out_of_use, name="take-out-of-use"),
    path(
        "dwellings/<int:dwelling_id>/out-of-use/<int:out_id>/", views.out_of_use, name="out-of-use"
    ),
    path(
        "dwellings/<int:dwelling_id>/out-of-use/<int:out_id>/back/",
        views.back_in_use,
        name="back-in-use",
    ),
    path("dwellings/<int:dwelling_id>/remarks/new/", views.remark, name="remark"),
]
