import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

/** What an icon is called in the templates, and which Heroicon (MIT) draws it. */
export const ICONS: Record<string, string> = {
  add: "plus",
  attachment: "paper-clip",
  back: "arrow-left",
  calendar: "calendar",
  camera: "camera",
  check: "check",
  close: "x-mark",
  columns: "view-columns",
  copy: "square-2-stack",
  download: "arrow-down-tray",
  draw: "pencil",
  error: "exclamation-triangle",
  filter: "funnel",
  info: "information-circle",
  key: "key",
  keyboard: "command-line",
  language: "language",
  locate: "map-pin",
  lock: "lock-closed",
  map: "map",
  mediation: "scale",
  menu: "bars-3",
  mine: "clipboard-document-check",
  moon: "moon",
  more: "ellipsis-horizontal",
  next: "chevron-right",
  note: "pencil-square",
  office: "building-office-2",
  people: "users",
  person: "user-circle",
  phone: "phone",
  pocket: "device-phone-mobile",
  previous: "chevron-left",
  print: "printer",
  qr: "qr-code",
  queue: "queue-list",
  record: "book-open",
  reply: "chat-bubble-left-right",
  report: "megaphone",
  routes: "arrows-right-left",
  search: "magnifying-glass",
  signout: "arrow-right-start-on-rectangle",
  star: "star",
  sun: "sun",
  time: "clock",
  track: "document-magnifying-glass",
};

/** One icon's drawing as a symbol that `<use href="icons.svg#name">` can point at. */
export function symbolOf(name: string, svg: string): string {
  const drawing = svg.replace(/^<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replaceAll("#0F172A", "currentColor");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5">${drawing}</symbol>`;
}

/** Writes icons.svg, one sheet of all icons. */
export function iconSprite(): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: "icon-sprite",
    apply: "build",
    generateBundle() {
      const symbols = Object.entries(ICONS).map(([name, icon]) =>
        symbolOf(name, readFileSync(require.resolve(`heroicons/24/outline/${icon}.svg`), "utf8").trim()),
      );
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}
