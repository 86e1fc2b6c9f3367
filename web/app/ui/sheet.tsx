import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { useStrings } from "../context";
import { Icon } from "./icon";
import { ToastPlace } from "./toast";

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/**
 * A sheet that rises from the bottom of a phone and stands in the middle of a desktop. It is a modal <dialog>: the
 * browser keeps the focus inside, closes it with Escape and gives the focus back to where it came from.
 */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  /** Closing tells of itself a moment later; by then another sheet may lie here, which that word is not meant for. */
  const gone = useRef(false);
  const heading = useId();
  const strings = useStrings();

  // Before the next key: a Tab pressed at once must already stay inside.
  useLayoutEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      gone.current = true;
      element?.close();
      // A sheet taken away by a choice in it is out of the page by now, and the browser gives nothing back.
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);

  // A click on the dialog itself, not on what is in it, is a click on the backdrop.
  const outside = (event: MouseEvent) => event.target === dialog.current && dialog.current?.close();
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={heading} onClose={() => gone.current || onClose()} onClick={outside}>
      <div class="sheet-body">
        <header class="sheet-head">
          <h2 id={heading} tabIndex={-1} autofocus>{title}</h2>
          <button type="button" class="icon-button" aria-label={strings.app.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
      <ToastPlace />
    </dialog>
  );
}

/** In the place of a sheet whose subject has gone: it closes, so that the room's keys work again. */
export function GoneSheet({ onClose }: { onClose: () => void }) {
  useEffect(onClose, []);
  return null;
}
