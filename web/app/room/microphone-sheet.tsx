import { useSession, useShell, useStrings } from "../context";
import { Sheet } from "../ui/sheet";
import { browserOf } from "./browser";
import type { MicrophoneFault } from "./session";

/** Why the microphone did not open and how to give it back, in the words of this browser. */
export function MicrophoneSheet({ fault, onClose }: { fault: MicrophoneFault; onClose: () => void }) {
  const shell = useShell();
  const session = useSession();
  const { microphone: words } = useStrings();
  const again = () => {
    onClose();
    void session.microphone.want(true);
  };
  const title = fault === "denied" ? words.deniedTitle : fault === "busy" ? words.busyTitle : words.missingTitle;
  const text = { denied: "", missing: words.missingText, insecure: words.insecureText, busy: words.busyText }[fault];
  return (
    <Sheet title={title} onClose={onClose}>
      {text !== "" && <p>{text}</p>}
      {fault === "denied" && (
        <ol class="steps">
          {words.steps[browserOf(shell.window.navigator.userAgent)].map((step) => <li key={step}>{step}</li>)}
        </ol>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>{words.listen}</button>
        {fault !== "insecure" && <button type="button" class="button primary" onClick={again}>{words.again}</button>}
      </div>
    </Sheet>
  );
}
