import { useSession, useStrings } from "../context";
import { Sheet } from "../ui/sheet";
import { MicrophoneHelp, useMicrophoneTitle } from "./microphone-help";
import type { MicrophoneFault } from "./session";

/** Why the microphone did not open and how to give it back, in the words of this browser. */
export function MicrophoneSheet({ fault, onClose }: { fault: MicrophoneFault; onClose: () => void }) {
  const session = useSession();
  const { microphone: words } = useStrings();
  const again = () => {
    onClose();
    void session.microphone.want(true);
  };
  return (
    <Sheet title={useMicrophoneTitle(fault)} onClose={onClose}>
      <MicrophoneHelp fault={fault} />
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>{words.listen}</button>
        {fault !== "insecure" && <button type="button" class="button primary" onClick={again}>{words.again}</button>}
      </div>
    </Sheet>
  );
}
