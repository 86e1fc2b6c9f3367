/**
 * Builds the package into dist/: one small file per entry for the browser, and the types beside it. The tools are those of
 * the folder above. `node build.mjs`, or what `npm pack` calls.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const entries = ["room", "lobby", "plans"];

/** What vite is told, besides where to write. The test of the sizes measures the same. */
export function library(outDir) {
  return {
    configFile: false,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      lib: { entry: Object.fromEntries(entries.map((name) => [name, here(`src/entry/${name}.ts`)])), formats: ["es"] },
      rolldownOptions: {
        output: {
          minify: true,
          entryFileNames: "[name].js",
          chunkFileNames: "[name].js",
          // What entries share is one file: a Refusal is the same class for all of them.
          codeSplitting: { groups: [{ name: "shared", test: /src\/(backoff|emitter|http|refusal)\.ts$/ }] },
        },
      },
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = here("dist");
  await build(library(out));
  execFileSync(here("../node_modules/.bin/tsc"), ["-p", here("tsconfig.json"), "--outDir", `${out}/types`], { stdio: "inherit" });
  extend(`${out}/types`);
  copyFileSync(here("../../LICENSE"), `${out}/LICENSE`);
}

/** Names the files that types come from in full: without the ending only bundlers find them. */
function extend(folder) {
  for (const name of readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".d.ts"))) {
    const path = `${folder}/${name}`;
    writeFileSync(path, readFileSync(path, "utf8").replace(/((?:from|import\()\s*"\.[^"]*)"/g, '$1.js"'));
  }
}
