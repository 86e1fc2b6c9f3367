import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Hand, Snapshot } from "@sdk";
import { DeskButton } from "../console/desk-button";
import { useNow, useSession, useShell, useStrings } from "../context";
import { count, duration, pairOf } from "../format";
import { FaceView } from "../ui/face-view";
import { Icon } from "../ui/icon";
import { learns } from "./lang";
import { OwnHandBeside } from "./line/own-hand";
import { LongPress } from "./long-press";
import { spokenBy, spokenText } from "./talk/spoken";
import { handCount, invitationOf, isAlone, moderates, stageFull } from "./view";

/** The queue of hands as cards for those who invite, one line with their place for those who wait. */
export function Hands() {
  const { snapshot: { value: snapshot } } = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  if (snapshot === null) return null;
  if (!moderates(snapshot.you.role)) return <OwnHandBeside snapshot={snapshot} />;
  const total = handCount(snapshot);
  return (
    <section class="hands" aria-label={strings.hands.heading} data-testid="hands">
      <div class="hands-head">
        <h2 class="section-title">
          {strings.hands.heading}
          {total > 0 && <span class="figures"> · {count(total, locale)}</span>}
        </h2>
        <DeskButton />
      </div>
      {!isAlone(snapshot) && <HandList snapshot={snapshot} />}
    </section>
  );
}

/** The cards, in this host's own order. */
export function HandList({ snapshot }: { snapshot: Snapshot }) {
  const { queue } = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const hands = queue.sorted(snapshot.hands);
  if (hands.length === 0) return <p class="soft">{strings.hands.none}</p>;
  const behind = handCount(snapshot) - hands.length;
  return (
    <>
      <ul class="hand-list">{hands.map((hand) => <HandCard key={hand.participant.id} hand={hand} snapshot={snapshot} />)}</ul>
      {behind > 0 && <p class="soft figures" data-testid="hands-behind">{strings.hands.behind(count(behind, locale), behind)}</p>}
    </>
  );
}

/**
 * One raised hand: a tap on the card invites, "later" puts it behind the others, a long press shows the person. An
 * invitation can be taken back while it runs. Not a swipe: sideways is how the cards themselves are leafed through.
 */
function HandCard({ hand, snapshot }: { hand: Hand; snapshot: Snapshot }) {
  const session = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const now = useNow(1000) + session.client.clockOffsetMs;
  const { participant } = hand;
  const invitation = invitationOf(snapshot, participant.id);
  const spoken = spokenBy(snapshot.talk, participant.id);
  const waited = now - hand.raised_ms;
  const waiting = waited < 10_000 ? strings.hands.justNow : strings.hands.waiting(duration(waited, locale));
  return (
    <li class="hand-card" data-invited={invitation !== null} data-testid="hand">
      <HandMain hand={hand} snapshot={snapshot}>
        <FaceView id={participant.id} />
        <span class="hand-text">
          <strong><bdi>{participant.name}</bdi></strong>
          <span class="soft hand-pair">{pairOf(participant, locale)}</span>
          <span class="soft figures">
            {invitation === null ? waiting : strings.hands.invited(duration(invitation.expires_ms - now, locale))}
            {spoken !== null && ` · ${strings.exchange.talk.spoke(spokenText(spoken, strings, locale))}`}
          </span>
          {learns(participant, session.rounds.language.value) && (
            <span class="soft learning" data-testid="hand-learns">{strings.exchange.line.learns}</span>
          )}
        </span>
        <span class="hand-verb">{invitation === null ? strings.hands.inviteShort : strings.hands.cancelShort}</span>
      </HandMain>
      {invitation === null && snapshot.hands.length > 1 && (
        <button
          type="button"
          class="icon-button hand-later"
          data-testid="later"
          aria-label={strings.hands.later(participant.name)}
          onClick={(event) => {
            session.queue.later(hand);
            showNext(event.currentTarget);
          }}
        >
          <Icon name="later" /><span aria-hidden="true">{strings.hands.laterShort}</span>
        </button>
      )}
    </li>
  );
}

/** The card that is first now comes into view. */
function showNext(button: HTMLElement): void {
  const cards = button.closest(".hand-list");
  requestAnimationFrame(() => cards?.scrollTo({ left: 0, top: 0 }));
}

interface HandMainProps {
  hand: Hand;
  snapshot: Snapshot;
  children: ComponentChildren;
}

/** The large part of a card, so that one thumb hits it. */
function HandMain({ hand, snapshot, children }: HandMainProps) {
  const session = useSession();
  const invite = useInvite();
  const { id, name } = hand.participant;
  const invited = invitationOf(snapshot, id) !== null;
  const press = useMemo(() => new LongPress(() => (session.sheet.value = { kind: "person", id })), [session, id]);
  const act = () => void (invited ? session.run(() => session.client.cancelInvitation(id)) : invite(id, name));
  return (
    <button
      type="button"
      class="hand-main"
      data-testid={invited ? "take-back" : "invite"}
      onClick={act}
      {...press.handlers}
    >
      {children}
    </button>
  );
}

/** Invites somebody to the stage and offers to take it back: undo instead of "are you sure". */
export function useInvite(): (id: string, name: string) => Promise<void> {
  const session = useSession();
  const shell = useShell();
  return async (id, name) => {
    const strings = shell.strings.peek();
    const snapshot = session.snapshot.peek();
    // The server would refuse it too; here the words can say what has to happen first.
    if (snapshot !== null && stageFull(snapshot)) {
      shell.tell(strings.hands.stageFull);
      return;
    }
    if (!(await session.run(() => session.client.invite(id)))) return;
    const undo = () => void session.run(() => session.client.cancelInvitation(id));
    shell.tell(strings.hands.sent(name), { label: strings.app.undo, run: undo, undo: true }, id);
  };
}
