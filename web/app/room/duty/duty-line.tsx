import type { Snapshot } from "@sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { useNow, useSession, useShell, useWords } from "../../context";
import { Icon } from "../../ui/icon";
import { type DutySeen, dutyLine, dutySaid } from "./view";
import "./duty.css";

/** Whose duty it is to host in a room that goes round the sun, and who comes next. */
export function DutyLine({ snapshot }: { snapshot: Snapshot }) {
  const words = useWords("duty");
  const seen = useSeen(snapshot);
  if (seen === null) return null;
  const line = dutyLine(seen, words);
  return (
    <>
      {line !== "" && <p class="soft duty-line" data-testid="duty"><Icon name="host" /><span>{line}</span></p>}
      <DutyLive seen={seen} />
    </>
  );
}

/** Tells a screen reader that the duty has passed, once; what was so on arrival is read where it stands. */
function DutyLive({ seen }: { seen: DutySeen }) {
  const words = useWords("duty");
  const [text, setText] = useState("");
  const before = useRef(seen.host);
  useEffect(() => {
    if (before.current === seen.host) return;
    before.current = seen.host;
    setText(dutySaid(seen, words));
  }, [seen.host]);
  return <span class="hidden" aria-live="polite" data-testid="duty-live">{text}</span>;
}

function useSeen({ duty, host }: Snapshot): DutySeen | null {
  const shell = useShell();
  const { client } = useSession();
  const nowMs = useNow(60_000) + client.clockOffsetMs;
  return duty === null ? null : { duty, host, nowMs, zone: shell.zone.value, locale: shell.locale.value };
}
