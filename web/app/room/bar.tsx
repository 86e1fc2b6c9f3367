import type { Snapshot } from "@sdk";
import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { Icon } from "../ui/icon";
import { useShare } from "./header";
import { handPosition, invitationOf, mainButtonOf } from "./view";

/** What the thumb reaches: step down or share, the one big button, leave. */
export function Bar() {
  const shell = useShell();
  const session = useSession();
  const strings = useStrings();
  const share = useShare();
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const { you } = snapshot;
  const mayStepDown = you.seat >= 0 && you.role !== "host";
  return (
    <nav class="bar" aria-label={strings.bar.label}>
      {/* The keys keep a focused "step down" from turning into "share" under the finger. */}
      {mayStepDown ? (
        <button
          key="step-down"
          type="button"
          class="bar-button"
          data-testid="step-down"
          onClick={() => void session.run(() => session.client.leaveStage())}
        >
          <Icon name="down" />{strings.bar.stepDown}
        </button>
      ) : (
        <button key="share" type="button" class="bar-button" onClick={share}><Icon name="share" />{strings.room.share}</button>
      )}
      {mainButtonOf(you) === "microphone" ? <MicrophoneButton snapshot={snapshot} /> : <HandButton snapshot={snapshot} />}
      <button type="button" class="bar-button" data-testid="leave" onClick={() => shell.leave()}>
        <Icon name="leave" />{strings.bar.leave}
      </button>
    </nav>
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
  const place = handPosition(snapshot, snapshot.you.id);
  const up = place > 0;
  const act = () => void session.run(() => (up ? session.client.lowerHand() : session.client.raiseHand()));
  const invited = invitationOf(snapshot, snapshot.you.id) !== null;
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
      <span class="bar-word figures" id="hand-word">{up ? bar.position(count(place, locale)) : bar.raise}</span>
    </div>
  );
}
