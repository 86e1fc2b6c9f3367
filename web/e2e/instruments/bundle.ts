/** Scripts for a page, each made of its own modules and bundled into one piece that can be injected. */

import { fileURLToPath } from "node:url";
import { build } from "vite";

const bundles = new Map<string, Promise<string>>();

/** bundle returns the script of a file of page/ as text; it is built once. */
export function bundle(name: "probe" | "raw-microphone" | "talkers"): Promise<string> {
  const made = bundles.get(name) ?? make(name);
  bundles.set(name, made);
  return made;
}

async function make(name: string): Promise<string> {
  const entry = fileURLToPath(new URL(`../page/${name}.ts`, import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "page" } },
  });
  const [built] = Array.isArray(result) ? result : [result];
  if (!built || !("output" in built)) throw new Error(`nothing was bundled from ${entry}`);
  return built.output[0].code;
}
