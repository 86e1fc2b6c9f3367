import { applyTheme, parseTheme, themeKey } from "./settings/theme";

// A script of its own, before the page's first paint (plugins/first-script.ts). Where storage is forbidden the system decides.
try {
  applyTheme(document, parseTheme(localStorage.getItem(themeKey)));
} catch {
  applyTheme(document, "system");
}
