import { render } from "preact";
import { App } from "./app";
import { server } from "./server";
import { Shell, type Spoken } from "./shell";

/** After the page has loaded, the network is left alone for so long, milliseconds. */
const quietMs = 1500;

/** Draws the app, in the language that has been fetched. */
export function start(place: HTMLElement, spoken: Spoken): void {
  const shell = new Shell(server(location.origin), window, spoken);
  render(<App shell={shell} />, place);
  const later = () => setTimeout(() => void import("./pwa/begin").then(({ begin }) => begin(shell), () => undefined), quietMs);
  if (!import.meta.env.PROD) return; // there is no worker to bring in
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}
