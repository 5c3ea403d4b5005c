/** What is being typed into a form of the pocket, until it is done. Photos are not kept: they are chosen last. */

const PREFIX = "pocket-draft:";

export function keepDraft(hash: string, form: HTMLFormElement): void {
  const typed = [...form.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, input:not([type=file])")].map((each) => each.value);
  try {
    localStorage.setItem(PREFIX + hash, JSON.stringify(typed));
  } catch {
    // A full disk or a private window: the form works without.
  }
}

/** Puts it back by place: a form is drawn the same each time. */
export function restoreDraft(hash: string, form: HTMLFormElement): void {
  const kept = JSON.parse(localStorage.getItem(PREFIX + hash) ?? "[]") as string[];
  form.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, input:not([type=file])").forEach((each, place) => {
    each.value ||= kept[place] ?? "";
  });
}

export function dropDraft(hash: string): void {
  localStorage.removeItem(PREFIX + hash);
}

/** Another person's words are nobody's to read. */
export function forgetDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
