import type { Plugin, Rollup } from "vite";

/** The files of words by language, as main.ts begins with them. */
const words = { ar: "ar", en: "en", es: "es", "zh-Hans": "zh" };

/**
 * Has a browser fetch early what the first view needs: the page names the app itself, beside the small file that begins
 * it; and words.json tells the server (words.go) which files have the words of each language, of which it names those
 * that the person will read.
 */
export function early(): Plugin {
  return {
    name: "corner-early",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle = {} }) {
        const { start, withImports } = parts(bundle);
        if (start === undefined) return []; // the tests' own page
        return withImports(start).map((href) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href }, injectTo: "head" as const }));
      },
    },
    generateBundle(_, bundle) {
      const { start, of, withImports } = parts(bundle);
      if (start === undefined) return;
      const named = Object.entries(words).map(([locale, file]) => [locale, withImports(of(`/app/strings/${file}.ts`)!)]);
      this.emitFile({ type: "asset", fileName: "words.json", source: `${JSON.stringify(Object.fromEntries(named))}\n` });
    },
  };
}

/** Finds chunks by what they are made of. */
function parts(bundle: Rollup.OutputBundle) {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const of = (source: string) => chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith(source)));
  const begin = of("/app/main.ts")?.fileName;
  const withImports = (chunk: Rollup.OutputChunk) => [chunk.fileName, ...chunk.imports].filter((name) => name !== begin).map((name) => `/${name}`);
  return { start: of("/app/start.tsx"), of, withImports };
}
