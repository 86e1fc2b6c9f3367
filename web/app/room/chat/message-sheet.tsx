import { useState } from "preact/hooks";
import type { Message } from "@sdk";
import { useDeeds } from "../../console/hooks";
import { useSession, useShell, useStrings } from "../../context";
import { Icon, type IconName } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { findPerson } from "../view";
import { actionsOn, type MessageAction } from "./actions";
import { findMessage } from "./log";
import { focusComposer } from "./panel";

const icons: Record<MessageAction, IconName> = {
  reply: "reply",
  mention: "at",
  copy: "copy",
  mute: "chatOff",
  unmute: "chat",
  delete: "trash",
  report: "flag",
  block: "silent",
  unblock: "check",
};

/** What can be done with one message. It goes away by itself when the message does. */
export function MessageSheet({ id, onClose }: { id: number; onClose: () => void }) {
  const { chat, snapshot } = useSession();
  const words = useStrings().chat;
  const [deleting, setDeleting] = useState(false);
  const message = findMessage(chat.log.value, id);
  const run = useActions(message, onClose, () => setDeleting(true));
  const actions = message === null || snapshot.value === null ? [] : actionsOn(message, snapshot.value);
  if (message === null || message.from === null || actions.length === 0) return null;
  return (
    <Sheet title={message.from.name} onClose={onClose}>
      <p class="sheet-quote" dir="auto">{message.text}</p>
      {deleting ? <DeleteAsk message={message} onClose={onClose} onKeep={() => setDeleting(false)} /> : (
        <ul class="menu">
          {actions.map((action) => (
            <li key={action}>
              <button type="button" class="menu-item" data-testid={`message-${action}`} onClick={() => run[action]()}>
                <Icon name={icons[action]} />{words[action]}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}

/** The one question of the chat: what is deleted cannot be undone. */
function DeleteAsk({ message, onClose, onKeep }: { message: Message; onClose: () => void; onKeep: () => void }) {
  const session = useSession();
  const words = useStrings().chat;
  const go = () => {
    onClose();
    focusComposer(); // the message's own button goes with it
    void session.run(() => session.client.deleteMessage(message.id));
  };
  return (
    <div role="alertdialog" aria-labelledby="delete-ask">
      <p id="delete-ask">{words.deleteAsk}</p>
      <div class="actions">
        <button type="button" class="button" ref={(element) => element?.focus()} onClick={onKeep}>{words.deleteNo}</button>
        <button type="button" class="button danger" data-testid="delete-yes" onClick={go}>{words.deleteYes}</button>
      </div>
    </div>
  );
}

/** What each action does. What can be undone is done at once and offers to be. */
function useActions(message: Message | null, onClose: () => void, ask: () => void): Record<MessageAction, () => void> {
  const session = useSession();
  const shell = useShell();
  const deeds = useDeeds();
  const words = useStrings().chat;
  const { chat, snapshot } = session;
  const { id = "", name = "" } = message?.from ?? {};
  const write = (begin: () => void) => () => {
    begin();
    onClose();
    focusComposer();
  };
  const mute = (muted: boolean) => () => {
    const person = snapshot.peek() === null ? null : findPerson(snapshot.peek()!, id);
    onClose();
    if (person !== null) void deeds.muteChat(person, muted);
  };
  const block = (blocked: boolean) => () => {
    onClose();
    void deeds.block(id, name, blocked);
  };
  return {
    reply: write(() => message !== null && chat.answer(message)),
    mention: write(() => chat.mention(name)),
    copy: () => {
      onClose();
      const copying = shell.window.navigator.clipboard?.writeText(message?.text ?? "") ?? Promise.reject(new Error("no clipboard"));
      copying.then(() => shell.tell(words.copied), () => shell.tell(words.copyFailed));
    },
    mute: mute(true),
    unmute: mute(false),
    delete: ask,
    report: () => (session.sheet.value = { kind: "report", id, name }),
    block: block(true),
    unblock: block(false),
  };
}
