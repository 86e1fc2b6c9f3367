import { useState } from "preact/hooks";
import type { Reason } from "@sdk";
import { useDeeds } from "../console/hooks";
import { ReasonField } from "../console/reason-field";
import { useStrings } from "../context";
import { graphemes, isolate } from "../format";
import { TextField } from "../ui/fields";
import { Sheet } from "../ui/sheet";

/** The bound of what can be added, at the server. */
const maxText = 200;

/** Reports somebody to those who run the room: a reason, and a few words if one likes. */
export function ReportSheet({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { report: words } = useStrings();
  const deeds = useDeeds();
  const [reason, setReason] = useState<Reason | null>(null);
  const [text, setText] = useState("");
  const tooLong = graphemes(text.trim()) > maxText;
  const send = (event: Event) => {
    event.preventDefault();
    if (reason === null || tooLong) return;
    onClose();
    void deeds.report(id, reason, text);
  };
  return (
    <Sheet title={words.heading(name)} onClose={onClose}>
      <form class="form" onSubmit={send}>
        <p class="hint">{words.text(isolate(name))}</p>
        <ReasonField label={words.reason} value={reason} onChange={setReason} />
        <TextField label={words.more} value={text} fault={tooLong ? words.tooLong : ""} testid="report-text" onChange={setText} />
        <div class="sheet-foot">
          <button type="submit" class="button primary wide" aria-disabled={reason === null || tooLong} data-testid="report-send">
            {words.send}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
