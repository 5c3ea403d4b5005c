import { type Application } from "@hotwired/stimulus";

/** Brings in the script of the pocket only where a page has one: residents need none of it. */
export async function registerWhenThere(application: Application): Promise<void> {
  if (document.querySelector('[data-controller~="pocket"]')) application.register("pocket", (await import("./pocket.ts")).default);
}
