import { render } from "preact";
import { App } from "./app";
import { server } from "./server";
import { Shell, type Spoken } from "./shell";

/** Draws the app, in the language that has been fetched. */
export function start(place: HTMLElement, spoken: Spoken): void {
  render(<App shell={new Shell(server(location.origin), window, spoken)} />, place);
}
