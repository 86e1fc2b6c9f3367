import type { Locale } from "./strings";

/** The only words outside the tables: those for when no table could be fetched. */
const words: Record<Locale, { text: string; reload: string }> = {
  ar: { text: "تعذر تحميل Corner. يُرجى التحقق من الشبكة ثم إعادة تحميل الصفحة.", reload: "إعادة تحميل الصفحة" },
  en: { text: "Corner could not be loaded. Check the network, then reload the page.", reload: "Reload the page" },
  es: { text: "Corner no se pudo cargar. Revisa la red y recarga la página.", reload: "Recargar la página" },
  "zh-Hans": { text: "页面没能加载完整。请检查网络，再刷新页面。", reload: "刷新页面" },
};

/** Says that the app could not be fetched, with the one thing that helps. */
export function sayBroken(place: HTMLElement, locale: Locale): void {
  const { text, reload } = words[locale];
  const main = document.createElement("main");
  const said = document.createElement("p");
  const button = document.createElement("button");
  main.className = "page ended";
  said.textContent = text;
  said.setAttribute("role", "alert");
  button.className = "button primary";
  button.type = "button";
  button.textContent = reload;
  button.addEventListener("click", () => location.reload());
  main.append(said, button);
  place.replaceChildren(main);
}
