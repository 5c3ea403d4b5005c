from django.urls import path

from onegrid.web.office import calendar, home, kinds, routes

urlpatterns = [
    path("", home.office, name="office"),
    path("routes/", routes.routes, name="office-routes"),
    path("routes/new/", routes.new_route, name="office-route-new"),
    path("routes/try/", routes.rehearsal, name="office-rehearsal"),
    path("routes/<int:pk>/", routes.route, name="office-route"),
    path("routes/<int:pk>/delete/", routes.remove_route, name="office-route-delete"),
    path("kinds/", kinds.kinds, name="office-kinds"),
    path("kinds/<slug:kind>/", kinds.kind, name="office-kind"),
    path("kinds/<slug:kind>/diagram/", kinds.kind_diagram, name="office-kind-diagram"),
    path("kinds/<slug:kind>/retire/", kinds.retire, name="office-kind-retire"),
    path("calendar/", calendar.calendar, name="office-calendar"),
    path("calendar/hours/", calendar.hours, name="office-hours"),
    path("calendar/days/", calendar.days, name="office-days"),
    path("calendar/list/", calendar.day_list, name="office-day-list"),
    path("calendar/withdraw/", calendar.withdraw, name="office-withdraw"),
]
