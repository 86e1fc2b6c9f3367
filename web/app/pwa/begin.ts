import { effect } from "@preact/signals";
import type { Shell } from "../shell";
import { Updates } from "./updates";

/**
 * What makes a page an app one keeps, once the first sight is over: the service worker, word of a newer version, and one
 * hint that it can be installed. A newer version is told between rooms only, and begins when the person says so.
 */
export function begin(shell: Shell): void {
  const { navigator, document, location } = shell.window;
  hintAtInstalling(shell);
  if (!("serviceWorker" in navigator)) return; // a page that is not secure
  const updates = new Updates(navigator.serviceWorker, {
    ready: (renew) => (shell.renewal.value = renew),
    reload: () => location.reload(),
    now: () => performance.now(),
  });
  void updates.start();
  effect(() => void updates.speak(shell.locale.value));
  effect(() => {
    const renew = shell.renewal.value;
    if (renew !== null && shell.session.value === null) void tellOf(renew, shell);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && updates.look());
}

async function tellOf(renew: () => void, shell: Shell): Promise<void> {
  const words = await shell.late.fetch("settings").then(() => shell.late.here.peek().settings?.update, () => undefined);
  // Without the words it stands in the settings, where they are fetched again.
  if (words === undefined || shell.session.peek() !== null) return;
  shell.tell(words.ready, { label: words.reload, run: renew });
}

/** Once, and to nobody on their first visit: who has not been here does not know yet whether to keep it. */
function hintAtInstalling(shell: Shell): void {
  if (shell.memory.profile() === null || shell.memory.toldInstall()) return;
  effect(() => {
    const way = shell.install.way.value;
    if ((way !== "ask" && way !== "ios") || shell.hintsInstall.peek()) return;
    shell.hintsInstall.value = true;
    shell.memory.keepToldInstall();
  });
}
