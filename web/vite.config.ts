import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { early } from "./plugins/early.ts";
import { firstScript } from "./plugins/first-script.ts";
import { serviceWorker } from "./plugins/service-worker.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm run dev` finds a running server. */
const server = "http://127.0.0.1:8080";

export default defineConfig({
  root: here("app"),
  plugins: [
    early(),
    firstScript(here("app/first.ts")),
    serviceWorker(here("app/pwa/sw.ts"), here("app/public")),
  ],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: { "@sdk": here("sdk/src/index.ts") } },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2022",
    // The page's policy is default-src 'self': nothing inline, no data: URLs, no polyfill script in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A page on a slow phone needs few files: what is not split on purpose stays in one. Split are the words of each
    // language and the sheets, which come after the first sight (app/main.ts, app/ui/part.tsx).
    chunkSizeWarningLimit: 160,
    rolldownOptions: {
      output: {
        // What the first view needs and later parts too would become a dozen files: it is one, beside the file that begins.
        codeSplitting: {
          groups: [
            { name: "begin", test: /app\/(main|broken|memory|strings\/(index|pick))\.ts$/, priority: 2 },
            { name: "start", test: /app\/start\.tsx$/, priority: 1 },
          ],
        },
      },
    },
    reportCompressedSize: true,
  },
  server: {
    proxy: {
      "/v1/signal": { target: server, ws: true },
      "/v1": server,
    },
  },
  test: {
    root: here("."),
    include: ["sdk/test/**/*.test.ts", "app/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
