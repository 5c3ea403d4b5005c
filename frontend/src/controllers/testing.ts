/** Puts a page into the test's document and starts one controller on it. */
import { Application, type ControllerConstructor } from "@hotwired/stimulus";

let running: Application | null = null;

export async function mount(html: string, name: string, controller: ControllerConstructor): Promise<HTMLElement> {
  running?.stop();
  document.body.innerHTML = html;
  running = Application.start();
  running.register(name, controller);
  await settle();
  return document.body.querySelector<HTMLElement>(`[data-controller~="${name}"]`)!;
}

/** Lets observers, timers of zero length and promises run. */
export function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, 5));
}

export function find<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
  return document.querySelector<Kind>(selector)!;
}
