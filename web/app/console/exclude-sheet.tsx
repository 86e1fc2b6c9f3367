import { useState } from "preact/hooks";
import type { Reason } from "@sdk";
import { useStrings } from "../context";
import { Choices } from "../ui/fields";
import { Sheet } from "../ui/sheet";
import { useDeeds } from "./hooks";
import { ReasonField } from "./reason-field";

interface ExcludeSheetProps {
  id: string;
  name: string;
  /** Whether a ban is proposed, or only until the room ends. */
  ban: boolean;
  onClose: () => void;
}

/** Puts somebody out, for how long and why. It asks, because nothing can take the moment back. */
export function ExcludeSheet({ id, name, ban, onClose }: ExcludeSheetProps) {
  const { confirm: words } = useStrings();
  const deeds = useDeeds();
  const [seconds, setSeconds] = useState<number | null>(ban ? 3600 : null);
  const [reason, setReason] = useState<Reason | null>(null);
  const times = [
    { value: null, label: words.untilEnd },
    { value: 600, label: words.tenMinutes },
    { value: 3600, label: words.hour },
    { value: 86_400, label: words.day },
    { value: 0, label: words.forGood },
  ];
  const exclude = () => {
    onClose();
    void deeds.exclude(id, name, seconds, reason ?? undefined);
  };
  return (
    <Sheet title={words.excludeHeading(name)} onClose={onClose}>
      <Choices label={words.howLong} options={times} value={seconds} testid="time" onChange={setSeconds} />
      {seconds !== null && <p class="hint">{words.banHint}</p>}
      <ReasonField label={words.why} value={reason} optional={words.noReason} onChange={setReason} />
      <div class="actions sheet-foot">
        <button type="button" class="button" onClick={onClose}>{words.cancel}</button>
        <button type="button" class="button alert" data-testid="exclude" onClick={exclude}>{words.exclude(name)}</button>
      </div>
    </Sheet>
  );
}
