from django.urls import path

from heimveg.desk.views import dwelling, front, person, search

app_name = "desk"
urlpatterns = [
    path("", front.front, name="front"),
    path("search/", search.search, name="search"),
    path("people/<int:person_id>/", person.person, name="person"),
    path("dwellings/<int:dwelling_id>/", dwelling.dwelling, name="dwelling"),
]
