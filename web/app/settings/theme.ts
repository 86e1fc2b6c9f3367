/** How light the app is: as the system says, or as the person does. */
export type Theme = "system" | "light" | "dark";

/** Every theme, in the order of the choice. */
export const themes: readonly Theme[] = ["system", "light", "dark"];

/** Where the choice is kept; before the first paint nothing but this is read. */
export const themeKey = "corner.theme";

/** What the browser colours around the page: the paper of tokens.css, which a test compares. */
export const papers = { light: "#fbf6ee", dark: "#17130e" } as const;

/** Reads a kept choice; whatever is none is the system's. */
export function parseTheme(kept: string | null): Theme {
  return themes.find((theme) => theme === kept) ?? "system";
}

/** Has the page follow a choice. It needs no style sheet, so it can come before one. */
export function applyTheme(page: Document, theme: Theme): void {
  const { documentElement: root, head } = page;
  const mine = head.querySelector<HTMLMetaElement>('meta[name="theme-color"]:not([media])');
  if (theme === "system") {
    delete root.dataset.theme;
    root.style.colorScheme = "";
    mine?.remove();
    return;
  }
  root.dataset.theme = theme;
  root.style.colorScheme = theme;
  const meta = mine ?? page.createElement("meta");
  meta.name = "theme-color";
  meta.content = papers[theme];
  if (mine === null) head.prepend(meta); // the first that suits wins, and those of the system come later
}
