import type { Locale } from "../strings";

interface WorkerWords {
  title: string;
  text: string;
  reload: string;
  /** When a message came that says nothing. */
  news: string;
}

/** What the worker itself has to say, since it has no page whose words it could use. */
const words: Record<Locale, WorkerWords> = {
  en: {
    title: "You are offline",
    text: "Corner could not be reached. Check the network, then try again.",
    reload: "Try again",
    news: "There is news for you at Corner.",
  },
  es: {
    title: "No hay conexión",
    text: "No se pudo llegar a Corner. Revisa la red e inténtalo de nuevo.",
    reload: "Reintentar",
    news: "Hay novedades para ti en Corner.",
  },
  "zh-Hans": {
    title: "当前没有网络",
    text: "暂时连不上 Corner。请检查网络，然后再试一次。",
    reload: "再试一次",
    news: "Corner 上有你的新消息。",
  },
};

/** Returns the words of a language, English for one that the app does not speak. */
export function workerWords(locale: string): WorkerWords {
  return words[spoken(locale)];
}

function spoken(locale: string): Locale {
  return Object.hasOwn(words, locale) ? (locale as Locale) : "en";
}

/** The page for when not even the shell is kept any more: no script, no style sheet, nothing to fetch. */
export function offlinePage(locale: string): string {
  const { title, text, reload } = workerWords(locale);
  return `<!doctype html>
<html lang="${spoken(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Corner</title>
</head>
<body>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="">${reload}</a></p>
</body>
</html>
`;
}
