from django.urls import path

from onegrid.web.wall import views

urlpatterns = [path("wall/", views.wall, name="wall")]
