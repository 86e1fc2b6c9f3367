import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";

/** Builds one source file, with what it imports, into a script that is no module. Returns its text. */
export async function classicScript(path: string, define: Record<string, string> = {}): Promise<string> {
  const output = { format: "iife", entryFileNames: "script.js" } as const;
  const made = await build({
    configFile: false,
    root: fileURLToPath(new URL(".", import.meta.url)),
    logLevel: "warn",
    define,
    build: { write: false, target: "es2022", modulePreload: false, rollupOptions: { input: path, output } },
  });
  const [chunk] = (made as Rollup.RollupOutput).output;
  return chunk.code;
}

/** A short name for a content, the same wherever it is built. */
export function nameOf(content: string): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 8);
}
