import type { Waiting } from "@sdk";
import { useNow, useSession, useShell, useStrings } from "../context";
import { count, duration, pairOf } from "../format";
import { FaceView } from "../ui/face-view";
import { useDeeds } from "./hooks";

/** Who is before the door, longest first, each with the two answers there are. */
export function WaitingList() {
  const { snapshot: { value: snapshot } } = useSession();
  const { desk: words } = useStrings();
  const locale = useShell().locale.value;
  const waiting = snapshot?.waiting ?? [];
  return (
    <section class="waiting" aria-label={words.door}>
      <h3 class="section-title">
        {words.door}
        {waiting.length > 0 && <span class="figures"> · {count(waiting.length, locale)}</span>}
      </h3>
      {waiting.length === 0
        ? <p class="soft">{words.doorEmpty}</p>
        : <ul class="waiting-list">{waiting.map((one) => <WaitingCard key={one.participant} waiting={one} />)}</ul>}
    </section>
  );
}

function WaitingCard({ waiting }: { waiting: Waiting }) {
  const session = useSession();
  const { desk: words, hands } = useStrings();
  const locale = useShell().locale.value;
  const deeds = useDeeds();
  const { participant, name } = waiting;
  const waited = useNow(1000) + session.client.clockOffsetMs - waiting.since_ms;
  return (
    <li class="waiting-card" data-testid="waiting">
      <span class="person-face"><FaceView id={participant} /></span>
      <span class="person-text">
        <strong><bdi>{name}</bdi></strong>
        <span class="soft">{pairOf(waiting, locale)} · <span class="figures">{hands.waiting(duration(waited, locale))}</span></span>
        {waiting.hold === "network" && <span class="soft">{words.holdNetwork}</span>}
      </span>
      <span class="waiting-answers">
        <button
          type="button"
          class="button"
          aria-label={words.denyWho(name)}
          data-testid="deny"
          onClick={() => void deeds.deny(participant, name)}
        >
          {words.deny}
        </button>
        <button
          type="button"
          class="button primary"
          aria-label={words.admitWho(name)}
          data-testid="admit"
          onClick={() => void deeds.admit(participant, name)}
        >
          {words.admit}
        </button>
      </span>
    </li>
  );
}
