import type { Plugin } from "vite";
import { classicScript, nameOf } from "./classic.ts";

/**
 * Has the page set the chosen theme before it paints anything. That takes a script that is no module, since those wait
 * for the whole page; and the policy of the page forbids one written into it.
 */
export function themeFirst(source: string): Plugin {
  let script = "";
  return {
    name: "corner-theme-first",
    apply: "build",
    async buildStart() {
      const code = await classicScript(source);
      script = `assets/theme-${nameOf(code)}.js`;
      this.emitFile({ type: "asset", fileName: script, source: code });
    },
    transformIndexHtml: () => [{ tag: "script", attrs: { src: `/${script}` }, injectTo: "head-prepend" }],
  };
}
