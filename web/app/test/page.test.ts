import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { papers } from "../settings/theme";

const app = new URL("..", import.meta.url);
const css = readFileSync(new URL("styles/tokens.css", app), "utf8");
const [chosen = ""] = /:root\[data-theme="dark"\] \{[^}]*/.exec(css) ?? [];

/** The tokens of a scheme: the first block is light, the dark one overrides it. */
function tokens(scheme: "light" | "dark"): Record<string, string> {
  const dark = css.slice(css.indexOf("prefers-color-scheme: dark"));
  const read = (text: string) => Object.fromEntries([...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
  const light = read(css.slice(0, css.indexOf("@media")));
  return scheme === "light" ? light : { ...light, ...read(dark) };
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each(["light", "dark"] as const)("the %s colours", (scheme) => {
  const token = (name: string) => tokens(scheme)[name] ?? "";

  it.each(["ink", "ink-soft", "lamp-ink", "voice", "alert"].flatMap((text) => ["paper", "surface", "raised"].map((ground) => [text, ground])))(
    "%s on %s is readable text",
    (text, ground) => expect(contrast(token(text!), token(ground!))).toBeGreaterThanOrEqual(4.5),
  );

  it.each([["on-lamp", "lamp"], ["paper", "ink"], ["paper", "voice"]])("%s on %s is readable text", (text, ground) => {
    expect(contrast(token(text), token(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it("are those around the page", () => {
    const page = readFileSync(new URL("index.html", app), "utf8");
    expect(papers[scheme]).toBe(token("paper"));
    expect(page).toContain(`media="(prefers-color-scheme: ${scheme})" content="${token("paper")}"`);
  });

  it.each(["paper", "surface"])("the edge of a control shows on %s", (ground) => {
    expect(contrast(token("edge"), token(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe("the dark of who has chosen it", () => {
  it("is that of the system", () => {
    const values = (text: string) => [...text.matchAll(/--[a-z-]+: [^;]+;/g)].map(([line]) => line);
    const [system = ""] = /prefers-color-scheme: dark\) \{[^}]*/.exec(css) ?? [];
    expect(values(chosen)).toHaveLength(14);
    expect(values(chosen)).toEqual(values(system));
  });
});

describe("the sources", () => {
  const files = readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|css|mjs)$/.test(name) && !name.includes("screens/"))
    .map((name) => ({ name, text: readFileSync(new URL(name, app), "utf8") }));
  const shipped = files.filter(({ name }) => !name.startsWith("test/"));

  it("never turn a text into markup", () => {
    const words = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/;
    expect(shipped.length).toBeGreaterThan(40);
    expect(shipped.filter(({ text }) => words.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it("keep every file short", () => {
    expect(files.filter(({ text }) => text.split("\n").length > 500).map(({ name }) => name)).toEqual([]);
  });

  it("leave no fixture in the app", () => {
    expect(shipped.filter(({ text }) => /from "[^"]*test\//.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it("name colours once, in the tokens", () => {
    const styles = shipped.filter(({ name }) => name.endsWith(".css") && !name.endsWith("tokens.css"));
    expect(styles.filter(({ text }) => /#[0-9a-f]{3,8}\b|rgb\(/.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it("use logical properties, so that right-to-left works", () => {
    const physical = /(^|\s)(margin|padding|border|inset)?-?(left|right)\s*:|text-align:\s*(left|right)/m;
    const styles = shipped.filter(({ name }) => name.endsWith(".css"));
    expect(styles.filter(({ text }) => physical.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
