import { useEffect, useState } from "preact/hooks";
import type { Round } from "@sdk";
import { useSession } from "../../context";
import { leftOf, untilNextSecond } from "./view";

/** Returns what is left of the round, and renders again with each whole second of the server's clock. */
export function useLeft(round: Round): number {
  const { client } = useSession();
  const [, tick] = useState(0);
  useEffect(() => {
    const wait = untilNextSecond(round, client.serverNow());
    if (wait === 0) return undefined;
    const timer = setTimeout(() => tick((times) => times + 1), wait);
    return () => clearTimeout(timer);
  });
  return leftOf(round, client.serverNow());
}
