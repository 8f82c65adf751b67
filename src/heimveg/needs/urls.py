from django.urls import path

from heimveg.needs.views import care, listing, one, writing

app_name = "needs"
urlpatterns = [
    path("needs/", listing.needs, name="list"),
    path("needs/filters/", listing.keep_filter, name="keep-filter"),
    path("needs/filters/<int:filter_id>/drop/", listing.drop_filter, name="drop-filter"),
    path("needs/<int:need_id>/", one.need, name="detail"),
    path("needs/<int:need_id>/change/", writing.change, name="change"),
    path("needs/<int:need_id>/park/", one.park, name="park"),
    path("needs/<int:need_id>/resume/", one.resume, name="resume"),
    path("needs/<int:need_id>/withdraw/", one.withdraw, name="withdraw"),
    path("needs/<int:need_id>/care-basis/", care.care_basis, name="care-basis"),
    path("needs/<int:need_id>/income/", care.income, name="income"),
    path("needs/<int:need_id>/highest-rent/", care.highest_rent, name="highest-rent"),
    path("people/<int:person_id>/need/", writing.open_need, name="open"),
]
