"""The pages of administration."""

from django.urls import include, path

urlpatterns = [
    path("office/", include("onegrid.web.office.rules_urls")),
    path("office/", include("onegrid.web.office.registers_urls")),
]
