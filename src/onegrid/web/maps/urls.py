from django.urls import path

from onegrid.web.maps import views

urlpatterns = [
    path("map/areas.json", views.areas, name="map-areas"),
    path("map/base.json", views.base, name="map-base"),
    path("map/cases.json", views.cases, name="map-cases"),
]
