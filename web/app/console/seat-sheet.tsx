import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { useShare } from "../room/header";
import { isAlone } from "../room/view";
import { Icon, type IconName } from "../ui/icon";
import { GoneSheet, Sheet } from "../ui/sheet";
import { useDeeds } from "./hooks";
import { type SeatAct, seatActs } from "./powers";

/** What leaders may do with a seat nobody sits on. It closes by itself when somebody was quicker. */
export function SeatSheet({ index, onClose }: { index: number; onClose: () => void }) {
  const session = useSession();
  const { seats } = useStrings();
  const locale = useShell().locale.value;
  const snapshot = session.snapshot.value;
  const seat = snapshot?.stage.find((one) => one.index === index);
  const acts = snapshot === null || seat === undefined ? [] : seatActs(snapshot, seat);
  if (acts.length === 0) return <GoneSheet onClose={onClose} />;
  return (
    <Sheet title={seats.sheet(count(index + 1, locale))} onClose={onClose}>
      <div class="act-list">
        {acts.map((act) => <SeatButton key={act} act={act} index={index} onClose={onClose} />)}
      </div>
      {acts.includes("take") && <p class="hint">{seats.takeHint}</p>}
    </Sheet>
  );
}

function SeatButton({ act, index, onClose }: { act: SeatAct; index: number; onClose: () => void }) {
  const session = useSession();
  const { seats, room } = useStrings();
  const deeds = useDeeds();
  const share = useShare();
  const alone = session.snapshot.value !== null && isAlone(session.snapshot.value);
  const done = (deed: () => unknown) => () => {
    onClose();
    void deed();
  };
  const buttons: Record<SeatAct, { icon: IconName; label: string; run: () => void }> = {
    take: { icon: "mic", label: seats.take, run: done(() => deeds.takeSeat(index)) },
    // With nobody there to invite the link is what fills a seat.
    invite: alone
      ? { icon: "share", label: room.shareRoom, run: done(share) }
      : { icon: "people", label: room.seatInvite, run: () => (session.sheet.value = { kind: "people" }) },
    lock: { icon: "lock", label: seats.lock, run: done(() => deeds.lockSeat(index, true)) },
    unlock: { icon: "lock", label: seats.unlock, run: done(() => deeds.lockSeat(index, false)) },
    mute: { icon: "micOff", label: seats.mute, run: done(() => deeds.muteSeat(index, true)) },
    open: { icon: "mic", label: seats.open, run: done(() => deeds.muteSeat(index, false)) },
  };
  const { icon, label, run } = buttons[act];
  const main = act === "take" || act === "invite" || act === "unlock";
  return (
    <button type="button" class={main ? "button primary wide" : "button wide"} data-testid={`seat-act-${act}`} onClick={run}>
      <Icon name={icon} />{label}
    </button>
  );
}
