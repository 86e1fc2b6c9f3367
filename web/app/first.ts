import { applyTheme, parseTheme, themeKey } from "./settings/theme";
import { localeKey, pickLocale, wordsOf } from "./strings/pick";

// A script of its own, before the page's first paint (plugins/first-script.ts): it sets the theme, and asks for the words
// in the person's language beside all else. Where storage is forbidden the system decides.
const kept = (key: string) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

applyTheme(document, parseTheme(kept(themeKey) ?? "system"));
for (const href of wordsOf(document, pickLocale(kept(localeKey) ?? "", navigator.languages))) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", crossOrigin: "", href }));
}
