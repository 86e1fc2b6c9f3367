import { useSession, useStrings, useWide } from "../../context";
import { TalkBars } from "./talk-time";
import { totalOf } from "./spoken";

/** The talk time beside the stage, where a screen has the room for it. */
export function TalkCard() {
  return useWide() ? <Wide /> : null;
}

function Wide() {
  const session = useSession();
  const { talk: words } = useStrings().exchange;
  const snapshot = session.snapshot.value;
  if (snapshot === null || totalOf(snapshot.talk.languages) === 0) return null;
  return (
    <section class="talk-card" aria-label={words.heading} data-testid="talk-card">
      <h2 class="section-title">
        <button type="button" class="link-button" data-testid="open-talk" onClick={() => (session.sheet.value = { kind: "rounds" })}>{words.heading}</button>
      </h2>
      <TalkBars snapshot={snapshot} />
    </section>
  );
}
