import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm run dev` finds a running server. */
const server = "http://127.0.0.1:8080";

export default defineConfig({
  root: here("app"),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: { "@sdk": here("sdk/src/index.ts") } },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2022",
    // The page's policy is default-src 'self': nothing inline, no data: URLs, no polyfill script in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A page on a slow phone needs few files: what is not split on purpose stays in one.
    chunkSizeWarningLimit: 160,
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
