import { render } from "preact";
import { App } from "../../app";
import { Shell } from "../../shell";
import { remember, servicesOf, states } from "./states";
import "../../styles/tokens.css";
import "../../styles/base.css";
import "../../styles/controls.css";
import "../../styles/lobby.css";
import "../../styles/room.css";
import "../../styles/seats.css";

/** Shows the state named in the address: ?state=lobby&locale=zh-Hans. Waits for each thing it presses. */
async function show(): Promise<void> {
  const wanted = new URLSearchParams(location.search);
  const name = wanted.get("state") ?? "lobby";
  const state = states[name];
  if (state === undefined) throw new Error(`no state ${name}`);
  remember(state);
  localStorage.setItem("corner.locale", wanted.get("locale") ?? "en");
  history.replaceState(null, "", state.path);
  const { services, fake } = servicesOf(state);
  const shell = new Shell(services, window);
  Object.assign(window, { fake, shell, names: Object.keys(states) });
  render(<App shell={shell} />, document.getElementById("app")!);
  for (const id of state.clicks ?? []) (await found(id)).click();
  await frame();
  state.after?.(shell, fake);
  await frame();
  document.documentElement.dataset.ready = "true";
}

async function found(id: string): Promise<HTMLElement> {
  for (let tries = 0; tries < 120; tries++) {
    const element = document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
    if (element !== null) return element;
    await frame();
  }
  throw new Error(`nothing with test id ${id}`);
}

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

void show();
