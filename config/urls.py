"""The doors: pages, sign-in, the API."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("onegrid.api.urls")),
    path("", include("onegrid.web.urls")),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
