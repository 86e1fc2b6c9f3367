import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { RoomSession } from "./room/session";
import type { Shell } from "./shell";
import type { Strings } from "./strings";
import type { LateStrings, Topic } from "./strings/late";

/** Gives every component the shell. */
export const ShellContext = createContext<Shell | null>(null);

/** Gives every component inside a room its session. */
export const SessionContext = createContext<RoomSession | null>(null);

/** Returns the shell; only inside the app. */
export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (shell === null) throw new Error("no shell around this component");
  return shell;
}

/** Returns the session; only inside a room. */
export function useSession(): RoomSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("no session around this component");
  return session;
}

/** Returns the words of the app's language and renders again when it changes. */
export function useStrings(): Strings {
  return useShell().strings.value;
}

/** Returns the words of a topic and renders again when they change; only inside a worded part of that topic. */
export function useWords<T extends Topic>(topic: T): LateStrings[T] {
  const words = useShell().late.here.value[topic];
  if (words === undefined) throw new Error(`no words of ${topic} around this component`);
  return words;
}

/** Returns the local time, renewed every so often and where somebody has come into another zone; for clocks and countdowns. */
export function useNow(everyMs: number): number {
  useShell().travels.value;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Returns how to go back to the lobby from a join that is still under way. */
export function useGiveUp(): () => void {
  const shell = useShell();
  return () => {
    shell.session.peek()?.leave();
    shell.drop();
    shell.router.go({ page: "lobby" });
  };
}

/** The width from which the room has two columns; the styles say the same. */
const wide = "(min-width: 56rem)";

/** Reports whether the room has its two columns, and renders again when that changes. */
export function useWide(): boolean {
  const { window } = useShell();
  const [is, set] = useState(() => window.matchMedia(wide).matches);
  useEffect(() => {
    const query = window.matchMedia(wide);
    const follow = () => set(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, [window]);
  return is;
}
