import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { readdirSync, readFileSync } from "node:fs";
import { build, type Rollup } from "vite";
import { beforeAll, describe, expect, it, vi } from "vitest";
// @ts-expect-error a script without types
import { library } from "../../sdk/build.mjs";
import { type Locale, localeNames } from "../strings";

const kilobyte = 1000;
const firstViewAtMost = 60 * kilobyte;
const sdkAtMost = 15 * kilobyte;

const web = fileURLToPath(new URL("../..", import.meta.url));
type File = Rollup.OutputAsset | Rollup.OutputChunk;

/** Builds in memory; nothing is written. */
async function built(config: object): Promise<Map<string, File>> {
  const made = (await build(config)) as Rollup.RollupOutput | Rollup.RollupOutput[];
  const { output } = Array.isArray(made) ? made[0]! : made;
  return new Map(output.map((file) => [file.fileName, file]));
}

/** What the server sends of a file: it is compressed at its best. */
function sent(file: File): number {
  return gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length;
}

/** A file and all that it cannot do without. */
function withImports(files: Map<string, File>, name: string, found = new Set<string>()): Set<string> {
  const file = files.get(name);
  if (file === undefined) throw new Error(`no file ${name}`);
  found.add(name);
  if (file.type === "chunk") for (const other of file.imports) if (!found.has(other)) withImports(files, other, found);
  return found;
}

describe("what comes over the network", () => {
  let app: Map<string, File>;

  beforeAll(async () => {
    vi.stubEnv("NODE_ENV", "production"); // or another app is built
    app = await built({ configFile: `${web}vite.config.ts`, logLevel: "error", build: { write: false } });
  }, 120_000);

  /** The files of the first view, of the lobby as of a link: the page, what it names or begins with, and the words. */
  function firstView(locale: Locale): Set<string> {
    const page = String((app.get("index.html") as Rollup.OutputAsset).source);
    const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name!);
    const code = (source: RegExp) => [...app.values()].filter((file) => file.type === "chunk" && Object.keys(file.modules).some((path) => source.test(path)));
    const [words, ...others] = code(new RegExp(`/app/strings/${locale.split("-")[0]}\\.ts$`));
    const [start] = code(/\/app\/start\.tsx$/);
    if (words === undefined || start === undefined || others.length > 0) throw new Error("the app is made of other files now");
    const all = new Set(["index.html"]);
    for (const name of [...named, words.fileName, start.fileName]) withImports(app, name, all);
    return all;
  }

  it.each(Object.keys(localeNames) as Locale[])("before the first view in %s is at most 60 KB", (locale) => {
    const sizes = [...firstView(locale)].map((name) => sent(app.get(name)!));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`first view in ${locale}: ${(total / kilobyte).toFixed(1)} KB in ${sizes.length} files`);
    expect(total).toBeLessThanOrEqual(firstViewAtMost);
  });

  it("before the first view has nothing of a room: neither its styles, nor its words, nor its code", () => {
    const modules = [...firstView("en")].flatMap((name) => {
      const file = app.get(name)!;
      return file.type === "chunk" ? Object.keys(file.modules) : [];
    });
    expect(modules.filter((path) => /sdk\/src\/voice-room|room\/(session|room-view)|strings\/en\/(chat|console|room)\.ts/.test(path))).toEqual([]);
    const styles = [...firstView("en")].filter((name) => name.endsWith(".css"));
    expect(styles).toHaveLength(1);
  });

  it("of the SDK is at most 15 KB for a room", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const { build: how, ...rest } = library(`${web}sdk/dist`);
    const files = await built({ ...rest, build: { ...how, write: false } });
    const size = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + sent(files.get(name)!), 0);
    const room = size(withImports(files, "room.js"));
    const all = size(files.keys());
    console.log(`SDK: ${(room / kilobyte).toFixed(1)} KB for a room, ${(all / kilobyte).toFixed(1)} KB with lobby and meetups`);
    expect(room).toBeLessThanOrEqual(sdkAtMost);
  }, 120_000);
});

describe("the app", () => {
  it("asks the server for nothing but through the SDK", () => {
    const own = readdirSync(`${web}app`, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path) && !/^(test|pwa)\//.test(path));
    const asks = own.filter((path) => /["'`]\/v1\/|new (WebSocket|EventSource|XMLHttpRequest)\b|(?<![.\w])fetch\(["'`]/.test(readFileSync(`${web}app/${path}`, "utf8")));
    expect(asks).toEqual([]);
  });

  it("takes the SDK as it is given to others, and nothing from inside of it", () => {
    const own = readdirSync(`${web}app`, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path) && !path.startsWith("test/"));
    const inside = own.filter((path) => /from ["'][^"']*sdk\/src\//.test(readFileSync(`${web}app/${path}`, "utf8")));
    expect(inside).toEqual([]);
  });
});
