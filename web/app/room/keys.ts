/** A press shorter than this on the microphone button itself is a tap, not a held key. */
const tapMs = 300;

/** What the keys act on. */
export interface MicrophoneKeys {
  /** Reports whether the person is on stage and may open the microphone. */
  usable(): boolean;
  isOpen(): boolean;
  toggle(): void;
  want(open: boolean): void;
  now(): number;
  /** Takes back what was just done, as long as that is offered. Reports whether there was anything. */
  undo?(): boolean;
  /** Opens the rounds for who runs them. Reports whether it did. */
  rounds?(): boolean;
}

/**
 * The keyboard of the room: M turns the microphone on and off, the space bar held down opens it for as long, Control+Z
 * takes back what a toast offers to take back, which a Tab would reach too late, R opens the rounds. None acts while the
 * person types or presses another control with the space bar.
 */
export function bindKeys(page: Document, microphone: MicrophoneKeys): () => void {
  let heldSince: number | null = null;

  const down = (event: KeyboardEvent): void => {
    if (isUndo(event) && !typing(event.target) && microphone.undo?.() === true) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if ((event.key === "r" || event.key === "R") && !event.repeat && microphone.rounds?.() === true) {
      event.preventDefault();
      return;
    }
    if (!microphone.usable()) return;
    if (event.key === "m" || event.key === "M") {
      if (!event.repeat) microphone.toggle();
      return;
    }
    if (event.key !== " " || (pressable(event.target) && !isButton(event.target))) return;
    event.preventDefault(); // neither a scroll nor a click of the button
    if (event.repeat || heldSince !== null) return;
    if (microphone.isOpen()) {
      if (isButton(event.target)) microphone.want(false);
      return;
    }
    heldSince = microphone.now();
    microphone.want(true);
  };

  const up = (event: KeyboardEvent): void => {
    if (event.key !== " ") return;
    if (isButton(event.target)) event.preventDefault(); // Firefox clicks on keyup
    if (heldSince === null) return;
    const tapped = isButton(event.target) && microphone.now() - heldSince < tapMs;
    heldSince = null;
    if (!tapped) microphone.want(false);
  };

  // A window that loses the focus never sees the key come up: an open microphone nobody holds would be the worst end.
  const away = (): void => {
    if (heldSince === null) return;
    heldSince = null;
    microphone.want(false);
  };

  page.addEventListener("keydown", down);
  page.addEventListener("keyup", up);
  page.defaultView?.addEventListener("blur", away);
  return () => {
    page.removeEventListener("keydown", down);
    page.removeEventListener("keyup", up);
    page.defaultView?.removeEventListener("blur", away);
    away();
  };
}

function isUndo({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === "z" && (ctrlKey || metaKey) && !shiftKey;
}

function typing(target: EventTarget | null): boolean {
  return matches(target, "input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]");
}

function pressable(target: EventTarget | null): boolean {
  return matches(target, "button, a, input, summary, [role=button]");
}

function isButton(target: EventTarget | null): boolean {
  return matches(target, "[data-microphone]");
}

function matches(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
