import { useShell, useStrings } from "../context";
import { RoomListView } from "../lobby/room-list";
import { Icon, type IconName } from "../ui/icon";
import { endedReason, type EndedReason, showsOthers, type Way, waysFrom } from "./ended";

/** A drawing for the ends that have one of their own. */
const icons: Partial<Record<EndedReason, IconName>> = {
  replaced: "people",
  room_full: "people",
  kicked: "leave",
  banned: "lock",
  not_allowed: "lock",
  network: "signal",
  internal: "signal",
};

/** The end of a visit: what happened, why, and what now. */
export function EndedView({ room, code }: { room: string; code: string }) {
  const shell = useShell();
  const { ended } = useStrings();
  const reason = endedReason(code);
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
      <div class="actions">
        {waysFrom(reason).map((way, i) => (
          <button key={way} type="button" class={i === 0 ? "button primary" : "button"} onClick={run[way]}>{ended[way]}</button>
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
