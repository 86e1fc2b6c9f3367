import { useEffect, useRef, useState } from "preact/hooks";
import { useShell } from "../context";
import { LevelLoop } from "../room/levels";

/** How often a screen reader may learn the level, milliseconds. */
const tellMs = 1000;

/** How loud a microphone is, as a bar that grows with the voice; the drawing is written past the components. */
export function LevelMeter({ label, read }: { label: string; read: () => number }) {
  const { window } = useShell();
  const bar = useRef<HTMLDivElement>(null);
  const latest = useRef(read);
  latest.current = read;
  const [told, tell] = useState(0);
  useEffect(() => {
    const loop = new LevelLoop(() => latest.current(), window);
    const end = loop.add(bar.current!, "own");
    const timer = setInterval(() => tell(Math.round(latest.current() * 100)), tellMs);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [window]);
  return (
    <div
      ref={bar}
      class="level"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={told}
      data-testid="level"
    />
  );
}
