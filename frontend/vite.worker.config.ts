import { defineConfig } from "vite";

/** The service worker is one plain script without imports: browsers load it alone, and not all take modules. */
export default defineConfig({
  publicDir: false,
  build: {
    emptyOutDir: false,
    rolldownOptions: { input: "src/sw.ts", output: { format: "iife", entryFileNames: "sw.js" } },
  },
  define: { "process.env.NODE_ENV": '"production"' },
});
