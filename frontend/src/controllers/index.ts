import type { ControllerConstructor } from "@hotwired/stimulus";
import Choose from "./choose.ts";
import Connection from "./connection.ts";
import Copy from "./copy.ts";
import Dialog from "./dialog.ts";
import Draft from "./draft.ts";
import Forget from "./forget.ts";
import Live from "./live.ts";
import Locate from "./locate.ts";
import MapFrame from "./map.ts";
import Once from "./once.ts";
import Photo from "./photo.ts";
import Shortcuts from "./shortcuts.ts";
import Signature from "./signature.ts";
import StudioMap from "./studio-map.ts";
import StudioPlace from "./studio-place.ts";
import StudioToggle from "./studio-toggle.ts";
import StudioUnits from "./studio-units.ts";
import Theme from "./theme.ts";
import Wall from "./wall.ts";

export const controllers: Record<string, ControllerConstructor> = {
  choose: Choose,
  connection: Connection,
  copy: Copy,
  dialog: Dialog,
  draft: Draft,
  forget: Forget,
  live: Live,
  locate: Locate,
  map: MapFrame,
  once: Once,
  photo: Photo,
  shortcuts: Shortcuts,
  signature: Signature,
  "studio-map": StudioMap,
  "studio-place": StudioPlace,
  "studio-toggle": StudioToggle,
  "studio-units": StudioUnits,
  theme: Theme,
  wall: Wall,
};
