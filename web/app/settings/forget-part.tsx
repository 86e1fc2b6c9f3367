import { useState } from "preact/hooks";
import { useShell, useWords } from "../context";
import { PushDesk } from "../pwa/push";
import { Icon } from "../ui/icon";
import { useNextFocus } from "./next-focus";

/** Forgets who one is on this device: said beforehand what goes, done at once, and taken back as long as the page is open. */
export function ForgetPart() {
  const shell = useShell();
  const { forget: words } = useWords("settings");
  const [bringBack, setBringBack] = useState<(() => void) | null>(null);
  const [undone, setUndone] = useState(false);
  const forget = () => {
    // With the token of who is forgotten, while it is here.
    void new PushDesk(shell.window, shell.services.push()).turnOff().catch(() => undefined);
    const undo = shell.forget();
    setUndone(false);
    setBringBack(() => undo);
  };
  const undo = () => {
    bringBack?.();
    setBringBack(null);
    setUndone(true);
  };
  const place = useNextFocus<HTMLElement>(bringBack);
  return (
    <section class="settings-part" aria-labelledby="forget" {...place}>
      <h2 id="forget">{words.heading}</h2>
      <p>{words.text}</p>
      <p role="status">{bringBack !== null ? <strong>{words.done}</strong> : undone && words.undone}</p>
      {bringBack === null ? (
        <button type="button" class="button danger" data-testid="forget" onClick={forget}><Icon name="trash" />{words.button}</button>
      ) : (
        <>
          <button type="button" class="button" data-testid="forget-undo" onClick={undo}>{words.undo}</button>
          <p class="hint">{words.undoText}</p>
        </>
      )}
    </section>
  );
}
