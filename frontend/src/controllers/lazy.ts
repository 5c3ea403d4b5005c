import { type Application } from "@hotwired/stimulus";

/** Brings in the scripts of the pocket and of the desk's map only where a page has one: residents need neither. */
export async function registerWhenThere(application: Application): Promise<void> {
  const isThere = (name: string): boolean => document.querySelector(`[data-controller~="${name}"]`) !== null;
  if (isThere("pocket")) application.register("pocket", (await import("./pocket.ts")).default);
  if (isThere("desk-map")) application.register("desk-map", (await import("./desk-map.ts")).default);
}
