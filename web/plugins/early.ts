import type { Plugin, Rollup } from "vite";

/** The files of words by language, as main.ts begins with them. */
const words = { ar: "ar", en: "en", es: "es", "zh-Hans": "zh" };

/**
 * Has the page fetch early what it needs at once: the app itself, beside the small file that begins it. Of the words it
 * names the files of each language, and app/first.ts asks for those of the person's.
 */
export function early(): Plugin {
  return {
    name: "corner-early",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const of = (source: string) => chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith(source)));
        const start = of("/app/start.tsx");
        const begin = of("/app/main.ts");
        if (start === undefined || begin === undefined) return []; // the tests' own page
        const withImports = (chunk: Rollup.OutputChunk) => [chunk.fileName, ...chunk.imports].filter((name) => name !== begin.fileName).map((name) => `/${name}`);
        const named = Object.entries(words).map(([locale, file]) => [locale, withImports(of(`/app/strings/${file}.ts`)!)]);
        return [
          { tag: "meta", attrs: { name: "corner-words", content: JSON.stringify(Object.fromEntries(named)) }, injectTo: "head-prepend" },
          ...withImports(start).map((href) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href }, injectTo: "head" as const })),
        ];
      },
    },
  };
}
