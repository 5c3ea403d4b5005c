/** Keeps the built files, the pocket's page and the map of the office for use without a signal, and sends what waits. */
import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { NetworkFirst, StaleWhileRevalidate } from "workbox-strategies";

declare const self: ServiceWorkerGlobalScope & { KEPT: { assets: PrecacheEntry[]; shell: string; land: string[] } };
const { assets, shell, land } = self.KEPT;

cleanupOutdatedCaches();
precacheAndRoute(assets);

// The page is the same for everybody and in the language of whoever opened it last; who it is for, its script finds out.
const match = { ignoreVary: true, ignoreSearch: true };
const isPage = async ({ response }: { response: Response }) => (response.status === 200 && !response.redirected ? response : null);
const page = new NetworkFirst({ cacheName: "pocket", networkTimeoutSeconds: 4, matchOptions: match, plugins: [{ cacheWillUpdate: isPage }] });
registerRoute(({ request, url }) => request.mode === "navigate" && url.pathname === shell, page);
registerRoute(({ url }) => land.includes(url.pathname), new StaleWhileRevalidate({ cacheName: "land", matchOptions: match }));

// Any other page without a signal: the pocket, if this telephone has one.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode !== "navigate" || request.method !== "GET" || new URL(request.url).pathname === shell) return;
  event.respondWith(fetch(request).catch(async () => (await caches.match(shell, match)) ?? Response.error()));
});

self.addEventListener("install", (event) => {
  void self.skipWaiting();
  event.waitUntil(keepPage().catch(() => undefined));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keepPage(): Promise<void> {
  const response = await isPage({ response: await fetch(shell) });
  if (response) await (await caches.open("pocket")).put(shell, response);
}

// Background sync wakes the loop of a page that is open; the outbox is sent by one hand.
self.addEventListener("sync", (event) => {
  const woken = self.clients.matchAll({ type: "window" }).then((pages) => pages.forEach((each) => each.postMessage("send")));
  (event as ExtendableEvent).waitUntil(woken);
});

self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(Promise.all(["pocket", "land"].map((name) => caches.delete(name))));
});
