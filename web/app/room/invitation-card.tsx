import { useEffect, useRef, useState } from "preact/hooks";
import type { Invitation } from "@sdk";
import { useNow, useSession, useShell, useStrings } from "../context";
import { duration, isolate } from "../format";
import { findPerson, invitationOf } from "./view";

/** The invitation of the person here, above the bar, for as long as it can be answered. */
export function InvitationPlace() {
  const snapshot = useSession().snapshot.value;
  const invitation = snapshot === null ? null : invitationOf(snapshot, snapshot.you.id);
  return invitation === null ? null : <InvitationCard key={invitation.expires_ms} invitation={invitation} />;
}

/**
 * Not a modal sheet: it comes by itself, perhaps while the person types or holds a key, so it takes the focus only
 * from nowhere. A screen reader hears it as an alert.
 */
function InvitationCard({ invitation }: { invitation: Invitation }) {
  const session = useSession();
  const { invitation: words, exchange } = useStrings();
  // Nobody asks: the line has come to this person.
  const turn = invitation.by === "";
  const [busy, setBusy] = useState(false);
  const accept = useRef<HTMLButtonElement>(null);
  const by = session.snapshot.value === null ? null : findPerson(session.snapshot.value, invitation.by);

  useEffect(() => {
    if (document.activeElement === document.body) accept.current?.focus({ preventScroll: true });
  }, []);

  const answer = async (command: () => Promise<boolean>) => {
    setBusy(true);
    if (!(await command())) setBusy(false);
  };
  return (
    <section class="invitation" role="alertdialog" aria-labelledby="invitation-title" aria-describedby="invitation-text" data-testid="invitation">
      <div role="alert">
        <h2 id="invitation-title">{turn ? exchange.line.turn : words.heading}</h2>
        <p id="invitation-text">
          <strong>{turn ? exchange.line.turnText : by === null ? words.fromHost : words.from(isolate(by.name))}</strong>
          <span class="soft">{words.text}</span>
        </p>
      </div>
      <Countdown until={invitation.expires_ms} />
      <div class="actions">
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="decline"
          onClick={() => void answer(() => session.decline())}
        >
          {words.decline}
        </button>
        <button
          ref={accept}
          type="button"
          class="button primary"
          disabled={busy}
          data-testid="accept"
          onClick={() => void answer(() => session.accept())}
        >
          {words.accept}
        </button>
      </div>
    </section>
  );
}

/** The time left, as words and as a bar that shrinks. */
function Countdown({ until }: { until: number }) {
  const session = useSession();
  const { invitation: words } = useStrings();
  const locale = useShell().locale.value;
  const left = until - (useNow(500) + session.client.clockOffsetMs);
  const [whole] = useState(Math.max(left, 1));
  return (
    <p class="countdown figures soft">
      <progress max={whole} value={Math.max(0, left)} aria-hidden="true" />
      {words.left(duration(left, locale))}
    </p>
  );
}
