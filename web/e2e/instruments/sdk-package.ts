/** The SDK as somebody else gets it: packed, unpacked into a folder of its own, with the README's example beside it. */

import { readFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { run } from "./process.ts";

const sdk = fileURLToPath(new URL("../../sdk", import.meta.url));
const tools = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** A project of somebody who has installed the package and copied the example. */
export interface Project {
  folder: string;
  /** The example as the README has it. */
  example: string;
  /** The files of the package. */
  files: string[];
  close(): Promise<void>;
}

/** newProject packs the SDK and makes a project of it. */
export async function newProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "corner-e2e-sdk-"));
  const home = join(folder, "node_modules/corner-sdk");
  await mkdir(home, { recursive: true });
  await run("npm", ["pack", "--silent", `--pack-destination=${folder}`], { cwd: sdk });
  const packed = join(folder, "corner-sdk-0.1.0.tgz");
  await run("tar", ["-xzf", packed, "--strip-components=1", "-C", home]);
  const files = (await run("tar", ["-tzf", packed])).toString("utf8").trim().split("\n").map((path) => path.replace(/^package\//, ""));
  const readme = await readFile(join(home, "README.md"), "utf8");
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "example.ts"), example);
  await writeFile(join(folder, "index.html"), '<!doctype html><html lang="en"><title>Example</title><body><script type="module" src="./example.ts"></script></body></html>');
  return { folder, example, files, close: () => rm(folder, { recursive: true, force: true }) };
}

/** checkTypes compiles the example, strictly, as modules are found in one of two ways. Rejects with what is wrong. */
export async function checkTypes({ folder }: Project, resolution: "bundler" | "nodenext"): Promise<void> {
  const module = resolution === "bundler" ? "esnext" : "nodenext";
  const options = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2023,dom,dom.iterable", "--types", ""];
  await run(join(tools, ".bin/tsc"), [...options, "--module", module, "--moduleResolution", resolution, "example.ts"], { cwd: folder })
    .catch((fault: Error) => Promise.reject(new Error(fault.message)));
}

/** servePage builds the example as a page and serves it. */
export async function servePage({ folder }: Project, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const outDir = join(folder, "built");
  await build({ configFile: false, root: folder, logLevel: "error", build: { outDir, target: "es2022" } });
  const html = await readFile(join(outDir, "index.html"), "utf8");
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    if (pathname === "/") return void response.writeHead(200, { "content-type": "text/html" }).end(html);
    readFile(join(outDir, pathname)).then(
      (script) => response.writeHead(200, { "content-type": "text/javascript" }).end(script),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const close = () => new Promise<void>((done) => void server.close(() => done()));
  return { url: `http://127.0.0.1:${port}`, close };
}
