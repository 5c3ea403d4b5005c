from django.urls import path

from onegrid.web.pocket import views

urlpatterns = [
    path("my/pocket/", views.pocket, name="pocket"),
    path("my/pocket/bundle.json", views.bundle, name="pocket-bundle"),
    path("my/pocket/outbox/", views.outbox, name="pocket-outbox"),
    path("app.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service-worker"),
]
