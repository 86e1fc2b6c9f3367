import { useEffect, useRef, useState } from "preact/hooks";
import { useSession, useShell, useStrings } from "../context";
import { list } from "../format";
import { Announcer } from "./announcer";
import { findPerson } from "./view";

/** Tells a screen reader who speaks, politely and not too often; can be turned off in the settings. */
export function LiveRegion() {
  const shell = useShell();
  const session = useSession();
  const strings = useStrings();
  const announcer = useRef(new Announcer());
  const [text, setText] = useState("");
  const speaking = session.speaking.value;

  useEffect(() => {
    const say = () => {
      const snapshot = session.snapshot.peek();
      const ids = announcer.current.next(Date.now(), [...session.speaking.peek()]);
      if (ids === null || snapshot === null) return;
      const names = ids.filter((id) => id !== snapshot.you.id).map((id) => findPerson(snapshot, id)?.name ?? "");
      const known = names.filter((name) => name !== "");
      if (known.length > 0) setText(strings.room.nowSpeaking(list(known, shell.locale.peek()), known.length));
    };
    say();
    // A change within the gap is announced when the gap is over, if it is still so.
    const later = setTimeout(say, 3100);
    return () => clearTimeout(later);
  }, [session, speaking, strings]);

  return <p class="hidden" aria-live="polite" data-testid="announcer">{shell.announces.value ? text : ""}</p>;
}
