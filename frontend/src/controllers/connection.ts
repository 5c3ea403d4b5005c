import { Controller } from "@hotwired/stimulus";

/** Says when there is no connection, or when a part of the page could not be loaded. Nothing typed is lost. */
export default class Connection extends Controller<HTMLElement> {
  static override targets = ["offline", "failed"];
  declare readonly offlineTarget: HTMLElement;
  declare readonly failedTarget: HTMLElement;

  override connect(): void {
    addEventListener("online", this.look);
    addEventListener("offline", this.look);
    document.addEventListener("htmx:sendError", this.fail);
    document.addEventListener("htmx:responseError", this.fail);
    document.addEventListener("htmx:afterSwap", this.clear);
    this.look();
  }

  override disconnect(): void {
    removeEventListener("online", this.look);
    removeEventListener("offline", this.look);
    document.removeEventListener("htmx:sendError", this.fail);
    document.removeEventListener("htmx:responseError", this.fail);
    document.removeEventListener("htmx:afterSwap", this.clear);
  }

  private look = (): void => {
    this.offlineTarget.hidden = navigator.onLine;
    if (navigator.onLine) this.clear();
  };

  private fail = (): void => {
    this.failedTarget.hidden = !navigator.onLine;
  };

  private clear = (): void => {
    this.failedTarget.hidden = true;
  };
}
