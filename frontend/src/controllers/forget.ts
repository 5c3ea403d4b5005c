import { Controller } from "@hotwired/stimulus";

/** On the form that signs out: what this telephone keeps for reading goes first. What waits to be sent stays. */
export default class Forget extends Controller<HTMLFormElement> {
  private done = false;

  async forget(event: SubmitEvent): Promise<void> {
    if (this.done) return;
    event.preventDefault();
    this.done = true;
    try {
      const [{ Store }, { forgetDrafts }] = await Promise.all([import("../pocket/store.ts"), import("../pocket/drafts.ts")]);
      forgetDrafts();
      await (await Store.open()).forget();
      navigator.serviceWorker?.controller?.postMessage("forget");
    } finally {
      this.element.requestSubmit();
    }
  }
}
