import { useEffect, useMemo, useState } from "preact/hooks";
import { useShell, useWords } from "../context";
import { ownZone } from "../format";
import { PushDesk, type PushState } from "../pwa/push";
import { Icon } from "../ui/icon";
import { useNextFocus } from "./next-focus";

type Shown = PushState | "looking" | "asking";

/** Whether reminders come to this device, and the switch where there is one. */
export function RemindersPart() {
  const shell = useShell();
  const { reminders: words } = useWords("settings");
  const desk = useMemo(() => new PushDesk(shell.window, shell.services.push()), [shell]);
  const [shown, show] = useState<Shown>("looking");
  const [failed, setFailed] = useState(false);
  const look = async () => show(await desk.state());
  useEffect(() => void look(), [desk]);
  const change = async (during: Shown, work: () => Promise<void>) => {
    show(during);
    setFailed(false);
    await work().catch((fault: { code?: string }) => setFailed(fault.code !== "push_denied"));
    await look();
  };
  const place = useNextFocus<HTMLElement>(shown);
  return (
    <section class="settings-part" aria-labelledby="reminders" {...place}>
      <h2 id="reminders">{words.heading}</h2>
      <p role="status" data-testid="reminders" data-state={shown}>{words[shown]}</p>
      {failed && <p class="error" role="alert">{words.failed}</p>}
      {shown === "off" && (
        <button type="button" class="button" data-testid="reminders-on" onClick={() => void change("asking", () => desk.turnOn(shell.locale.peek(), ownZone()))}>
          <Icon name="later" />{words.turnOn}
        </button>
      )}
      {shown === "on" && (
        <button type="button" class="button" data-testid="reminders-off" onClick={() => void change("looking", () => desk.turnOff())}>
          {words.turnOff}
        </button>
      )}
    </section>
  );
}
