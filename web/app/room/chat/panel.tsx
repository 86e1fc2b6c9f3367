import { useEffect, useRef } from "preact/hooks";
import { useSession, useStrings, useWide } from "../../context";
import { Icon } from "../../ui/icon";
import { Composer } from "./composer";
import { LogView } from "./log-view";

/**
 * The chat: on a phone it rises over the seats, which draw together to a strip, so that who speaks stays in view and
 * the microphone in reach; on a desktop it always stands beside the stage. Not modal: nobody is locked into it.
 */
export function ChatPanel() {
  const { chat } = useSession();
  const words = useStrings().chat;
  const wide = useWide();
  const shown = wide || chat.open.value;
  const panel = useRef<HTMLElement>(null);

  // A sheet opened by hand takes the focus, so that a keyboard is where the eyes are.
  useEffect(() => {
    if (!wide && chat.open.value) panel.current?.querySelector("h2")?.focus({ preventScroll: true });
  }, [wide, chat.open.value]);

  if (!shown) return null;
  const close = () => {
    chat.open.value = false;
    document.querySelector<HTMLElement>('[data-testid="chat-button"]')?.focus({ preventScroll: true });
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || wide) return;
    close();
  };
  return (
    <section ref={panel} class="chat" aria-labelledby="chat-title" data-testid="chat" onKeyDown={escape}>
      <header class="chat-head">
        <h2 id="chat-title" class="section-title" tabIndex={-1}>{words.heading}</h2>
        {!wide && (
          <button type="button" class="icon-button" data-testid="chat-close" aria-label={words.close} onClick={close}>
            <Icon name="close" />
          </button>
        )}
      </header>
      <LogView />
      <Composer />
    </section>
  );
}

/** Puts the caret where one writes; after a sheet has given the focus back. */
export function focusComposer(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(".composer textarea")?.focus({ preventScroll: true }));
}
