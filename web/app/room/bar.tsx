import type { Snapshot } from "@sdk";
import { useDeeds } from "../console/hooks";
import { wayUp } from "../console/powers";
import { useSession, useShell, useStrings, useWide } from "../context";
import { count } from "../format";
import { Icon } from "../ui/icon";
import { handPlace, hasHand, invitationOf, mainButtonOf } from "./view";

/** What the thumb reaches: reactions and chat, the one big button, and the ways down and out. */
export function Bar() {
  const shell = useShell();
  const session = useSession();
  const { bar } = useStrings();
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const { you } = snapshot;
  const mayStepDown = you.seat >= 0 && you.role !== "host";
  return (
    <nav class="bar" aria-label={bar.label}>
      <div class="bar-side">
        <ReactionsButton />
        <ChatButton />
      </div>
      {mainButtonOf(you) === "microphone" ? <MicrophoneButton snapshot={snapshot} /> : <HandButton snapshot={snapshot} />}
      <div class="bar-side bar-out">
        {mayStepDown && (
          <button
            type="button"
            class="bar-button"
            data-testid="step-down"
            onClick={() => void session.run(() => session.client.leaveStage())}
          >
            <Icon name="down" />{bar.stepDown}
          </button>
        )}
        {/* The key keeps a focused "step down" from turning into "leave" under the finger. */}
        <button key="leave" type="button" class="bar-button" data-testid="leave" onClick={() => shell.leave()}>
          <Icon name="leave" />{bar.leave}
        </button>
      </div>
    </nav>
  );
}

/** Opens the tray over the bar. */
function ReactionsButton() {
  const { pulse } = useSession();
  const words = useStrings().reactions;
  const open = pulse.tray.value;
  return (
    <button
      type="button"
      class="bar-button"
      data-testid="reactions-button"
      aria-expanded={open}
      aria-controls={open ? "tray" : undefined}
      onClick={() => (pulse.tray.value = !open)}
    >
      <Icon name="smile" />{words.button}
    </button>
  );
}

/** Opens the chat on a phone, with what is unread; a desktop shows the chat anyway and has no such button. */
function ChatButton() {
  return useWide() ? null : <ChatSwitch />;
}

function ChatSwitch() {
  const { chat } = useSession();
  const words = useStrings().chat;
  const locale = useShell().locale.value;
  const { count: fresh, mentions } = chat.unread.value;
  const open = chat.open.value;
  const shown = count(Math.min(fresh, 99), locale);
  return (
    <button
      type="button"
      class="bar-button"
      data-testid="chat-button"
      aria-expanded={open}
      onClick={() => (chat.open.value = !open)}
    >
      <Icon name="chat" />{words.button}
      {fresh > 0 && <span class="unread figures" aria-hidden="true" data-to-you={mentions > 0}>{mentions > 0 ? `@${shown}` : shown}</span>}
      {fresh > 0 && <span class="hidden">{mentions > 0 ? words.unreadToYou(shown, count(mentions, locale)) : words.unread(shown)}</span>}
    </button>
  );
}

/** The microphone as one big switch. It says what is so, not what a press would do; aria-pressed tells the rest. */
function MicrophoneButton({ snapshot }: { snapshot: Snapshot }) {
  const session = useSession();
  const { bar } = useStrings();
  const { mute } = snapshot.you;
  const open = session.open.value;
  const heard = session.receiving.value.has(snapshot.you.id);
  const closed = mute.host ? bar.locked : mute.seat ? bar.seatLocked : bar.off;
  // While the server cannot be asked nobody knows whether a word arrives.
  const away = session.connection.value !== "connected" && open;
  const word = away ? bar.away : session.microphone.busy.value || (open && !heard) ? bar.opening : open ? bar.onAir : closed;
  return (
    <div class="bar-main">
      <button
        type="button"
        class="big-button"
        data-microphone
        data-testid="microphone"
        data-open={open}
        aria-pressed={open}
        aria-label={bar.microphone}
        aria-describedby="microphone-word microphone-keys"
        aria-disabled={mute.host || mute.seat}
        onClick={() => pressMicrophone(session, mute.host || mute.seat)}
      >
        <Icon name={open ? "mic" : "micOff"} />
      </button>
      <span class="bar-word" id="microphone-word" data-testid="microphone-word">{word}</span>
      <span class="hidden" id="microphone-keys">{bar.keys}</span>
    </div>
  );
}

/** A press on a closed-by-the-host microphone is answered in words, not ignored. */
function pressMicrophone(session: ReturnType<typeof useSession>, locked: boolean): void {
  if (locked) void session.run(() => Promise.reject({ code: "muted_by_host" }));
  else void session.microphone.toggle();
}

/** The hand of who listens; while invited it only goes down, since the card asks for the answer. */
function HandButton({ snapshot }: { snapshot: Snapshot }) {
  const session = useSession();
  const locale = useShell().locale.value;
  const { bar } = useStrings();
  const up = hasHand(snapshot, snapshot.you.id);
  const place = handPlace(snapshot);
  const word = !up ? bar.raise : place === 0 ? bar.raised : bar.position(count(place, locale));
  const act = () => void session.run(() => (up ? session.client.lowerHand() : session.client.raiseHand()));
  const invited = invitationOf(snapshot, snapshot.you.id) !== null;
  const way = wayUp(snapshot);
  if (way === "take" && !invited) return <TakeButton />;
  if (way === "closed") return <ClosedHand />;
  return (
    <div class="bar-main">
      <button
        type="button"
        class="big-button"
        data-testid="hand-button"
        data-open={up}
        aria-pressed={up}
        aria-label={bar.raise}
        aria-describedby="hand-word"
        disabled={invited && !up}
        onClick={act}
      >
        <Icon name="hand" />
      </button>
      <span class="bar-word figures" id="hand-word">{word}</span>
    </div>
  );
}

/** Where seats are free to take, the big button takes the first. */
function TakeButton() {
  const { seats } = useStrings();
  const deeds = useDeeds();
  return (
    <div class="bar-main">
      <button type="button" class="big-button" data-testid="take-seat" aria-label={seats.take} onClick={() => void deeds.takeSeat()}>
        <Icon name="mic" />
      </button>
      <span class="bar-word" aria-hidden="true">{seats.takeShort}</span>
    </div>
  );
}

/** Where hands stay down, the big button says why. */
function ClosedHand() {
  const { openStage } = useStrings();
  return (
    <div class="bar-main">
      <button type="button" class="big-button" disabled aria-label={openStage.byInvitation} data-testid="hand-closed"><Icon name="hand" /></button>
      <span class="bar-word">{openStage.byInvitation}</span>
    </div>
  );
}
