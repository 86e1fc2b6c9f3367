import { render } from "preact";
import { App } from "../../app";
import { Memory } from "../../memory";
import { Shell } from "../../shell";
import { loadStrings, pickLocale } from "../../strings";
import { remember, servicesOf, type State, states } from "./states";
import "../../styles/tokens.css";
import "../../styles/base.css";
import "../../styles/controls.css";
import "../../styles/lobby.css";
import "../../styles/fields.css";

/** Shows the state named in the address: ?state=lobby&locale=zh-Hans. Waits for each thing it presses. */
async function show(): Promise<void> {
  const wanted = new URLSearchParams(location.search);
  const name = wanted.get("state") ?? "lobby";
  const state = states[name];
  if (state === undefined) throw new Error(`no state ${name}`);
  remember(state);
  state.before?.();
  localStorage.setItem("corner.locale", wanted.get("locale") ?? "en");
  history.replaceState(null, "", state.path);
  const { services, fake } = servicesOf(state);
  const memory = new Memory(() => localStorage, () => sessionStorage);
  const locale = pickLocale(memory.locale(), navigator.languages);
  const shell = new Shell(services, window, { locale, strings: await loadStrings(locale), memory });
  Object.assign(window, { fake, shell, names: Object.keys(states) });
  render(<App shell={shell} />, document.getElementById("app")!);
  for (const id of state.clicks ?? []) {
    await press(id);
    if (id === "join") await answered(shell, state);
  }
  await frame();
  await state.after?.(shell, fake);
  do await frame();
  while (document.querySelector("[data-testid=coming]") !== null);
  await frame();
  document.documentElement.dataset.ready = "true";
}

/** Waits until whoever joins has their answer: what a state does next would be lost on a room that nobody is in yet. */
async function answered(shell: Shell, { script }: State): Promise<void> {
  const never = script?.hang === true || script?.wait === true || script?.delayMs !== undefined;
  for (let tries = 0; tries < 600; tries++) {
    const session = shell.session.peek();
    if (session !== null && (never || session.snapshot.peek() !== null || session.ended.peek() !== null || session.profileFault.peek() !== "")) return;
    await frame();
  }
  throw new Error("a room that does not answer");
}

/** Presses what has this test id; what only one width shows ("?" in front) is passed over where it is not. */
async function press(id: string): Promise<void> {
  if (!id.startsWith("?")) return (await found(id)).click();
  await found("leave"); // then the room stands
  const element = document.querySelector<HTMLElement>(`[data-testid="${id.slice(1)}"]`);
  element?.click();
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
