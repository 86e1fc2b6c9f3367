import { useMemo } from "preact/hooks";
import { useSession, useShell } from "../context";
import { Deeds } from "./deeds";

/** Returns what leaders do with one tap. */
export function useDeeds(): Deeds {
  const session = useSession();
  const shell = useShell();
  return useMemo(() => new Deeds(session, shell), [session, shell]);
}
