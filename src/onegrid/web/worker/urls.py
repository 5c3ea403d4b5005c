from django.urls import path

from onegrid.web.worker import days, views

urlpatterns = [path("my/", views.worker, name="worker"), path("my/day/", days.my_day, name="worker-day")]
