import { useEffect, useState } from "preact/hooks";
import { useShell } from "../context";
import type { Plans } from "./plans";

/** Something that is asked for: what came, or the code with which it did not. */
export interface Asked<T> {
  value: T | null;
  fault: string;
  /** Asks again; what came before stays meanwhile. */
  again(): void;
  /** Takes what a change answered. */
  take(value: T): void;
}

/** Asks for something of the plans, and again when `key` changes or the network comes back. */
export function useAsked<T>(key: string, ask: (plans: Plans) => Promise<T>): Asked<T> {
  const shell = useShell();
  const online = shell.online.value;
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ key: string; value: T | null; fault: string }>({ key, value: null, fault: "" });
  useEffect(() => {
    let gone = false;
    shell.services.plans().then(ask).then(
      (value) => gone || setState({ key, value, fault: "" }),
      (fault: { code?: string }) => gone || setState((was) => ({ key, value: was.key === key ? was.value : null, fault: fault.code ?? "network" })),
    );
    return () => {
      gone = true;
    };
  }, [shell, key, turn, online]);
  return {
    value: state.key === key ? state.value : null,
    fault: state.fault,
    again: () => setTurn((was) => was + 1),
    take: (value) => setState({ key, value, fault: "" }),
  };
}
