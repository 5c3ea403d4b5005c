/** Drawing the pocket's page from the templates that the server put into it, in the reader's language. */
import { type Foreseen, lampOf, metres, sayWhen } from "./foresight.ts";
import type { Ask, Case, Move, Waiting } from "./types.ts";

export type Place = { lon: number; lat: number };

/** A copy of a template's one element, with texts put where `data-put` names them; what has no text is taken out. */
export function draw(name: string, texts: Record<string, string> = {}): HTMLElement {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-template="${name}"]`)!;
  const made = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  for (const slot of made.querySelectorAll<HTMLElement>("[data-put]")) {
    const text = texts[slot.dataset["put"]!] ?? "";
    slot.textContent = text;
    if (!text) slot.remove();
  }
  return made;
}

/** A row of a list: a link to the case within the page. */
export function drawRow(found: Case, foreseen: Foreseen, here: Place | null): HTMLElement {
  const away = here && found.lon !== null && found.lat !== null ? `${Math.round(metres(here, { lon: found.lon, lat: found.lat }))} m` : "";
  const row = draw("row", {
    title: found.title,
    meta: [found.address || found.place, found.kind, away].filter(Boolean).join(" · "),
    due: found.due ? sayWhen(found.due, document.documentElement.lang) : "",
  });
  row.querySelector<HTMLAnchorElement>("a")!.href = `#case=${found.number}`;
  showLamp(row, found);
  const waits = row.querySelector<HTMLElement>("[data-waits]")!;
  waits.hidden = foreseen.waits.length === 0;
  return row;
}

/** A case, with what may be done with it. */
export function drawCase(found: Case, foreseen: Foreseen): HTMLElement {
  const made = draw("case", {
    number: found.number,
    title: found.title,
    kind: [found.kind, found.category].filter(Boolean).join(" · "),
    state: foreseen.stateTitle,
    place: [found.place, found.address].filter(Boolean).join("\n"),
    description: found.description,
    due: found.due ? sayWhen(found.due, document.documentElement.lang) : "",
    handler: found.handler,
  });
  showLamp(made, found);
  made.querySelector<HTMLAnchorElement>("[data-whole]")!.href = found.url;
  made.querySelector<HTMLAnchorElement>("[data-note]")!.href = `#act=${found.number}/note`;
  made.querySelector<HTMLElement>("[data-waits]")!.hidden = foreseen.waits.length === 0;
  const moves = made.querySelector<HTMLElement>("[data-moves]")!;
  moves.append(...foreseen.moves.map((move, place) => drawMove(found, move, place === 0 && move.main)));
  return made;
}

function drawMove(found: Case, move: Move, main: boolean): HTMLElement {
  const link = document.createElement("a");
  link.className = `btn ${main ? "btn-primary" : "btn-quiet"} w-full`;
  link.href = `#act=${found.number}/${move.key}`;
  link.textContent = move.title;
  return link;
}

/** The form of an act. Fields are named after what the move asks. */
export function drawForm(title: string, about: string, hint: string, asks: Ask[]): HTMLFormElement {
  const form = draw("form", { title, about, hint }) as HTMLFormElement;
  form.querySelector("[data-asks]")!.append(...asks.map(drawAsk));
  return form;
}

function drawAsk(ask: Ask): HTMLElement {
  const made = draw(`ask-${ask.sort}`, { title: ask.title });
  const control = made.querySelector<HTMLInputElement | HTMLTextAreaElement>("input, textarea")!;
  const label = made.querySelector("label");
  control.name = ask.name;
  control.id = `ask-${ask.name}`;
  control.required = ask.required;
  if (label) label.htmlFor = control.id;
  made.querySelector<HTMLElement>("[data-optional]")?.toggleAttribute("hidden", ask.required);
  return made;
}

/** What waits to be sent, and the question that came back, if one did. */
export function drawWaiting(waiting: Waiting): HTMLElement {
  const { question } = waiting;
  const made = draw("waiting", {
    title: waiting.title,
    about: waiting.about,
    at: sayWhen(waiting.at, document.documentElement.lang),
    question: question?.text ?? "",
    meanwhile: (question?.meanwhile ?? []).map((each) => `${each.who} ${each.at}: ${each.what} ${each.reason}`.trim()).join("\n"),
    typed: waiting.steps.map(typedIn).filter(Boolean).join("\n"),
  });
  const insist = made.querySelector<HTMLElement>("[data-insist]")!;
  const drop = made.querySelector<HTMLElement>("[data-drop]")!;
  insist.dataset["pocketIdParam"] = drop.dataset["pocketIdParam"] = String(waiting.id);
  insist.hidden = !question || question.code === "gone";
  made.querySelector<HTMLElement>("[data-unsent]")!.hidden = question !== null;
  return made;
}

function typedIn(step: Waiting["steps"][number]): string {
  if (step.do === "move") return Object.values(step.answers).filter(Boolean).join("\n");
  return step.do === "note" ? step.text : step.description;
}

function showLamp(made: HTMLElement, found: Case): void {
  const lamp = lampOf(found);
  for (const each of made.querySelectorAll<HTMLElement>("[data-lamp]")) each.hidden = each.dataset["lamp"] !== lamp;
}
