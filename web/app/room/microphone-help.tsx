import { useShell, useStrings } from "../context";
import { browserOf } from "./browser";
import type { MicrophoneFault } from "./session";

/** How a microphone that did not open is given back, in the words of this browser. */
export function MicrophoneHelp({ fault }: { fault: MicrophoneFault }) {
  const { navigator } = useShell().window;
  const { microphone: words } = useStrings();
  if (fault === "denied") {
    return <ol class="steps">{words.steps[browserOf(navigator.userAgent)].map((step) => <li key={step}>{step}</li>)}</ol>;
  }
  return <p>{{ missing: words.missingText, insecure: words.insecureText, busy: words.busyText }[fault]}</p>;
}

/** What is the matter with the microphone, in a few words. */
export function useMicrophoneTitle(fault: MicrophoneFault): string {
  const { microphone: words } = useStrings();
  return fault === "denied" ? words.deniedTitle : fault === "busy" ? words.busyTitle : words.missingTitle;
}
