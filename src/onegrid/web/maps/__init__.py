"""What the map draws, as GeoJSON: areas with their lamps, the base underneath, single cases on top."""
