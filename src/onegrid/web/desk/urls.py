from django.urls import path

from onegrid.web.desk import export, views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/map/", views.desk_map, name="desk-map"),
    path("desk/export/", export.export, name="desk-export"),
]
