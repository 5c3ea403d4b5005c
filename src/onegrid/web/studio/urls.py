from django.urls import path

from onegrid.studio.extra import missing_packages

if missing_packages():
    from onegrid.web.studio import lacking

    urlpatterns = [path("office/studio/", lacking.lacking, name="studio")]
else:
    from onegrid.web.studio import alternatives, drawing, editing, home, layers, paper, sources

    HERE = "office/studio/<int:drawing>/"
    PLAN = HERE + "alternatives/<int:alternative>/"
    urlpatterns = [
        path("office/studio/", home.home, name="studio"),
        path(HERE, drawing.drawing, name="studio-drawing"),
        path(HERE + "check/", drawing.check, name="studio-check"),
        path(HERE + "settings/", drawing.settings, name="studio-settings"),
        path(HERE + "locks/", drawing.lock, name="studio-lock"),
        path(HERE + "locks/remove/", drawing.unlock, name="studio-unlock"),
        path(HERE + "remove/", home.remove, name="studio-remove"),
        path(HERE + "maps/", sources.upload, name="studio-upload"),
        path(HERE + "maps/<int:source>/mend/", sources.mend_map, name="studio-mend"),
        path(HERE + "maps/<int:source>/column/", sources.choose_column, name="studio-column"),
        path(HERE + "maps/<int:source>/remove/", sources.remove, name="studio-map-remove"),
        path(HERE + "maps/<int:source>.json", layers.source_layer, name="studio-layer"),
        path(HERE + "in-force.json", layers.force_layer, name="studio-force-layer"),
        path(HERE + "alternatives/", alternatives.ask, name="studio-ask"),
        path(HERE + "progress/", alternatives.progress, name="studio-progress"),
        path(HERE + "compare/", alternatives.compare, name="studio-compare"),
        path(PLAN, editing.alternative_page, name="studio-alternative"),
        path(PLAN + "cancel/", alternatives.cancel, name="studio-cancel"),
        path(PLAN + "remove/", alternatives.remove, name="studio-alternative-remove"),
        path(PLAN + "change/", editing.change, name="studio-change"),
        path(PLAN + "names/", editing.names, name="studio-names"),
        path(PLAN + "save/", editing.save, name="studio-save"),
        path(PLAN + "areas.json", layers.area_layer, name="studio-areas-layer"),
        path(PLAN + "units.json", layers.unit_layer, name="studio-units-layer"),
        path(PLAN + "plan.pdf", paper.print_plan, name="studio-print"),
    ]
