import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vitest/config";
import { iconSprite } from "./sprite.ts";

export default defineConfig({
  base: "/static/",
  plugins: [tailwindcss(), iconSprite()],
  build: {
    manifest: true,
    // Every asset is a file of its own: the content security policy allows no data: scripts or workers.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: "src/app.ts",
      // htmx brings an eval of its own, which its setting and the policy both switch off.
      checks: { eval: false, pluginTimings: false },
    },
  },
  // One document for all files: every test lays its own page.
  test: { isolate: false, maxWorkers: 1, environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
