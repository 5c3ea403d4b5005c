from django.urls import path

from onegrid.web.desk import bulk, export, habits, views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/map/", views.desk_map, name="desk-map"),
    path("desk/export/", export.export, name="desk-export"),
    path("desk/filters/", habits.saved_filters, name="desk-filters"),
    path("desk/filters/new/", habits.new_filter, name="desk-filter-new"),
    path("desk/filters/<int:pk>/rename/", habits.rename, name="desk-filter-rename"),
    path("desk/filters/<int:pk>/delete/", habits.delete, name="desk-filter-delete"),
    path("desk/bulk/", bulk.choose, name="desk-bulk"),
    path("desk/bulk/<slug:move>/", bulk.make, name="desk-bulk-move"),
    path("desk/bulk/done/<int:pk>/", bulk.done, name="desk-bulk-done"),
    path("desk/bulk/done/<int:pk>/undo/", bulk.undo, name="desk-bulk-undo"),
    path("desk/columns/", habits.columns, name="desk-columns"),
    path("desk/keys/", habits.keys, name="desk-keys"),
]
