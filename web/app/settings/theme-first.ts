import { applyTheme, parseTheme, themeKey } from "./theme";

// A script of its own, before the page's first paint (plugins/theme-first.ts). Where storage is forbidden the system decides.
try {
  applyTheme(document, parseTheme(localStorage.getItem(themeKey)));
} catch {
  applyTheme(document, "system");
}
