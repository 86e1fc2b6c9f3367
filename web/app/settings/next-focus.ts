import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Place<T> {
  ref: RefObject<T | null>;
  /** Before the button itself hears of it: it may be gone a moment later. */
  onClickCapture: () => void;
}

/**
 * For a place whose buttons follow one another: when the one that was pressed has gone, the focus goes to the first that
 * is there then, and not back to the start of the page. `state` is what they follow.
 */
export function useNextFocus<T extends HTMLElement>(state: unknown): Place<T> {
  const ref = useRef<T>(null);
  const pressed = useRef(false);
  useLayoutEffect(() => {
    // Whatever lies around the place may have the focus meanwhile, but nothing else in the page.
    if (!pressed.current || document.activeElement?.contains(ref.current) !== true) return;
    const next = ref.current?.querySelector<HTMLElement>("button") ?? null;
    if (next === null) return; // in between there is none
    pressed.current = false;
    next.focus();
  }, [state]);
  return { ref, onClickCapture: () => void (pressed.current = true) };
}
