import { Controller } from "@hotwired/stimulus";

const YEAR = 60 * 60 * 24 * 365;
const THEMES = { light: "onegrid", dark: "onegrid-dark" } as const;
type Shade = keyof typeof THEMES;

/** Switches between light and dark; the choice is kept in a cookie so that the server draws the page right at once. */
export default class Theme extends Controller<HTMLElement> {
  override connect(): void {
    this.element.hidden = false;
    this.say();
  }

  toggle(): void {
    const shade: Shade = shadeShown() === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = THEMES[shade];
    document.cookie = `theme=${shade}; path=/; max-age=${YEAR}; samesite=lax`;
    this.say();
    this.dispatch("changed", { target: document.documentElement });
  }

  private say(): void {
    this.element.setAttribute("aria-pressed", String(shadeShown() === "dark"));
  }
}

/** The shade on screen: the one chosen, else the system's. */
export function shadeShown(): Shade {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen) return chosen === THEMES.dark ? "dark" : "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
