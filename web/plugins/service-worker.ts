import { readdirSync, readFileSync } from "node:fs";
import type { Plugin, Rollup } from "vite";
import type { Shell } from "../app/pwa/worker.ts";
import { classicScript, nameOf } from "./classic.ts";

/**
 * Builds the service worker last, with the list of what the app consists of. It is called sw.js at every build: a browser
 * compares it byte by byte, and the name of the build in it makes the difference.
 */
export function serviceWorker(source: string, publicFolder: string): Plugin {
  return {
    name: "corner-service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const shell = shellOf(Object.values(bundle), publicFolder);
      if (shell === null) return; // the tests' own page
      const code = await classicScript(source, { __SHELL__: JSON.stringify(shell) });
      this.emitFile({ type: "asset", fileName: "sw.js", source: code });
    },
  };
}

function shellOf(files: (Rollup.OutputAsset | Rollup.OutputChunk)[], publicFolder: string): Shell | null {
  const page = files.find((file) => file.fileName === "index.html");
  const entry = files.find((file) => file.type === "chunk" && file.moduleIds.some((id) => id.endsWith("/app/main.ts")));
  if (page?.type !== "asset" || entry === undefined) return null;
  const names = files.map(({ fileName }) => fileName).filter((name) => name.startsWith("assets/")).sort();
  // What has no hash in its name counts by its content.
  const plain = readdirSync(publicFolder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const contents = plain.map(({ parentPath, name }) => nameOf(readFileSync(`${parentPath}/${name}`, "base64"))).sort();
  const build = nameOf([page.source.toString(), ...names, ...contents].join("\n"));
  return { build, entry: `/${entry.fileName}`, files: names.map((name) => `/${name}`) };
}
