import type { Plugin } from "vite";
import { classicScript, nameOf } from "./classic.ts";

/**
 * Has the page run a script before it paints anything. That takes one that is no module, since those wait for the whole
 * page; and the policy of the page forbids one written into it.
 */
export function firstScript(source: string): Plugin {
  let script = "";
  return {
    name: "corner-first-script",
    apply: "build",
    async buildStart() {
      const code = await classicScript(source);
      script = `assets/first-${nameOf(code)}.js`;
      this.emitFile({ type: "asset", fileName: script, source: code });
    },
    transformIndexHtml: () => [{ tag: "script", attrs: { src: `/${script}` }, injectTo: "head-prepend" }],
  };
}
