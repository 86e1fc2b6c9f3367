import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useShell } from "../context";
import type { Topic } from "../strings/late";
import { type Part, part, type Standby } from "./part";

/**
 * Makes a part that has words of its own: they are fetched beside it, and it is drawn when both are here. Inside it
 * useWords(topic) gives the words.
 */
export function wordedPart<P extends object>(
  topic: Topic, load: () => Promise<ComponentType<P>>, Stand: Standby<P>,
): Part<P> {
  const code = part(load, Stand);
  const View = (props: P) => {
    const { late } = useShell();
    const here = late.here.value[topic] !== undefined;
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      let gone = false;
      void code.fetch();
      late.fetch(topic).catch(() => gone || setFailed(true));
      return () => {
        gone = true;
      };
    }, [late]);
    return here ? <code.View {...props} /> : <Stand {...props} failed={failed} />;
  };
  return { fetch: code.fetch, View };
}
