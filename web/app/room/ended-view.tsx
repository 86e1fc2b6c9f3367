import type { Exclusion, Snapshot } from "@sdk";
import { MeetAgain } from "../console/again-part";
import { useNow, useShell, useStrings } from "../context";
import { RoomListView } from "../lobby/room-list";
import { Icon, type IconName } from "../ui/icon";
import { endedReason, type EndedReason, isExclusion, showsOthers, type Way, waysFrom } from "./ended";
import { Tonight } from "./talk/tonight";
import { exclusionLines } from "./told";

/** A drawing for the ends that have one of their own. */
const icons: Partial<Record<EndedReason, IconName>> = {
  left: "moon",
  replaced: "people",
  room_full: "people",
  room_locked: "lock",
  kicked: "leave",
  banned: "lock",
  denied: "lock",
  not_allowed: "lock",
  network: "signal",
  internal: "signal",
};

/** The end of a visit: what happened, why, and what now. */
export function EndedView({ room, code, exclusion = null }: { room: string; code: string; exclusion?: Exclusion | null }) {
  const shell = useShell();
  const { ended } = useStrings();
  const reason = endedReason(code);
  const session = shell.session.value;
  const voiced = session?.room === room ? (session.snapshot.value?.you_voiced ?? []) : [];
  const hosted = hostedIn(session?.room === room ? session.snapshot.value : null, reason);
  const run: Record<Way, () => void> = {
    again: () => void shell.enter(room),
    here: () => void shell.enter(room),
    reload: () => shell.window.location.reload(),
    lobby: () => {
      shell.drop();
      shell.router.go({ page: "lobby" });
    },
  };
  return (
    <main id="main" class="page ended" data-testid="ended" data-reason={reason}>
      <Icon name={icons[reason] ?? "lamp"} />
      <h1>{ended[reason].title}</h1>
      <p>{ended[reason].text}</p>
      {isExclusion(reason) && <ExclusionDetail reason={reason} exclusion={exclusion} />}
      <Tonight voiced={voiced} />
      {hosted !== null && <MeetAgain snapshot={hosted} />}
      <div class="actions">
        {waysFrom(reason).map((way, i) => (
          <button key={way} type="button" data-testid={`way-${way}`} class={i === 0 ? "button primary" : "button"} onClick={run[way]}>{ended[way]}</button>
        ))}
      </div>
      {showsOthers(reason) && (
        <section class="others">
          <h2 class="section-title">{ended.others}</h2>
          <RoomListView />
        </section>
      )}
    </main>
  );
}

/** The room as its host saw it last, null for others, and for a host who was sent away. */
function hostedIn(snapshot: Snapshot | null, reason: EndedReason): Snapshot | null {
  return snapshot?.you.role === "host" && (reason === "left" || reason === "room_closed") ? snapshot : null;
}

const unknown: Exclusion = { reason: "", untilMs: 0, byName: "" };

/** Who decided it, why, until when, and whom to write to: as much as is known. */
function ExclusionDetail({ reason, exclusion }: { reason: EndedReason; exclusion: Exclusion | null }) {
  const shell = useShell();
  const strings = useStrings();
  const nowMs = useNow(30_000);
  // Without a word of it (an older server) nothing is claimed about an end.
  const kind = exclusion === null ? "" : reason;
  const lines = exclusionLines(kind, exclusion ?? unknown, { strings, locale: shell.locale.value, nowMs });
  return <div class="exclusion figures" data-testid="exclusion">{lines.map((line) => <p key={line}>{line}</p>)}</div>;
}
