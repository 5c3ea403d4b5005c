/** Photos of a form that is not sent yet, kept on this device for a day beside what was typed (see controllers/draft.ts). */
import type { DBSchema } from "idb";

const DAY = 24 * 60 * 60 * 1000;

interface Drafts extends DBSchema {
  photos: { key: string; value: { at: number; files: File[] } };
}

async function open() {
  const { openDB } = await import("idb");
  return await openDB<Drafts>("onegrid-drafts", 1, { upgrade: (base) => void base.createObjectStore("photos") });
}

/** Private windows and full disks keep nothing; forms work without. */
async function quietly<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await work();
  } catch {
    return otherwise;
  }
}

export async function keepPhotos(key: string, files: File[]): Promise<void> {
  await quietly(async () => void (await (await open()).put("photos", { at: Date.now(), files }, key)), undefined);
}

export async function keptPhotos(key: string): Promise<File[]> {
  const kept = await quietly(async () => (await open()).get("photos", key), undefined);
  return kept && Date.now() - kept.at < DAY ? kept.files : [];
}

export async function forgetPhotos(key: string): Promise<void> {
  await quietly(async () => void (await (await open()).delete("photos", key)), undefined);
}
