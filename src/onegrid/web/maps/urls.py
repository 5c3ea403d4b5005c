from django.urls import path

from onegrid.web.maps import cases, views

urlpatterns = [
    path("map/areas.json", views.areas, name="map-areas"),
    path("map/base.json", views.base, name="map-base"),
    path("map/cases.json", cases.cases, name="map-cases"),
    path("map/lamps.json", cases.lamps, name="map-lamps"),
    path("map/heat.json", cases.heat, name="map-heat"),
]
