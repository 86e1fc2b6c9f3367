import type { Shell } from "./shell";

/** How often a traveller's browser is asked where it is, while the page is open and looked at all the time. */
const zoneEveryMs = 20_000;

/** Follows the zone that the browser is in: all clocks of the page show it a moment after somebody has arrived. */
export function followZone(shell: Shell): () => void {
  const { window } = shell;
  const look = () => shell.lookAround();
  const timer = setInterval(look, zoneEveryMs);
  window.addEventListener("focus", look);
  window.document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    window.removeEventListener("focus", look);
    window.document.removeEventListener("visibilitychange", look);
  };
}
