import { useEffect, useState } from "preact/hooks";

/**
 * Runs something once what has just been drawn is on the screen: on a slow phone whatever begins sooner keeps the first
 * view away. Returns how to take it back.
 */
export function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(run);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** Reports whether what stands has been painted once: what is dear and not seen at first comes then. */
export function useDrawn(): boolean {
  const [drawn, setDrawn] = useState(false);
  useEffect(() => afterPaint(() => setDrawn(true)), []);
  return drawn;
}
