import { useMemo } from "preact/hooks";
import type { Seat, Snapshot } from "@sdk";
import { useDeeds } from "../console/hooks";
import { seatTap } from "../console/powers";
import { useSession, useShell, useStrings } from "../context";
import { count, languageName } from "../format";
import { Icon, type IconName } from "../ui/icon";
import { useShare } from "./header";
import { keepOf, suits } from "./kept";
import { LongPress } from "./long-press";

interface FreeSeatProps {
  seat: Seat;
  /** The first free one says in words what all of them do; seven times the same word would be noise. */
  first: boolean;
  snapshot: Snapshot;
}

/** A place nobody sits on: to take, to ask for, to run, or merely to see. */
export function FreeSeat({ seat, first, snapshot }: FreeSeatProps) {
  const strings = useStrings();
  const locale = useShell().locale.value;
  const tap = useTap(seat, snapshot);
  const look = useLook(seat);
  const kept = useKept(seat, snapshot);
  const { icon } = look;
  const state = kept === "" || seat.locked ? look.state : kept;
  const number = strings.room.seatNumber(count(seat.index + 1, locale));
  const kind = seat.locked ? "seat free locked" : "seat free";
  const shown = seat.locked || seat.muted || kept !== "" ? state : first ? (tap?.shown ?? state) : "";
  const yours = kept !== "" && !seat.locked && tap?.word !== undefined && suits(snapshot, seat.index) && seatTap(snapshot, seat) === "take";
  return (
    <li class={kind} data-kept={kept !== ""} data-testid={`seat-${seat.index}`}>
      {tap === null ? (
        <span class="seat-face"><span class="ring">{(seat.locked || seat.muted) && <Icon name={icon} />}</span></span>
      ) : (
        <SeatButton label={`${number}, ${state}: ${tap.word}`} reachable={tap.each || first || yours} icon={icon} index={seat.index} run={tap.run} />
      )}
      {shown !== "" && <span class="seat-name soft" aria-hidden={tap !== null}>{shown}</span>}
      {yours && <span class="seat-take" aria-hidden="true" data-testid="take-it">{strings.exchange.kept.takeIt}</span>}
    </li>
  );
}

interface SeatButtonProps {
  label: string;
  /** Whether the Tab key stops here. */
  reachable: boolean;
  icon: IconName;
  index: number;
  run: () => void;
}

function SeatButton({ label, reachable, icon, index, run }: SeatButtonProps) {
  const press = useMemo(() => new LongPress(run), [run]);
  return (
    <button
      type="button"
      class="seat-face"
      tabIndex={reachable ? 0 : -1}
      aria-label={label}
      data-testid={`free-seat-${index}`}
      onClick={run}
      {...press.handlers}
    >
      <span class="ring"><Icon name={icon} /></span>
    </button>
  );
}

/** For whom a seat is kept, in words; "" for everybody's. */
function useKept(seat: Seat, snapshot: Snapshot): string {
  const { create } = useStrings().discover;
  const locale = useShell().locale.value;
  const keep = keepOf(snapshot, seat.index);
  if (keep === null) return "";
  const name = languageName(keep.language, locale);
  return keep.for === "native" ? create.native(name) : create.learner(name);
}

/** How an empty seat is drawn and what it is called. */
function useLook({ locked, muted }: Seat): { icon: IconName; state: string } {
  const { room, seats } = useStrings();
  if (locked) return { icon: "lock", state: room.seatLocked };
  return muted ? { icon: "micOff", state: seats.mutedWord } : { icon: "plus", state: room.seatEmpty };
}

interface Tap {
  word: string;
  /** What stands under the seat. */
  shown: string;
  /** Whether each seat does something of its own, and not all the same. */
  each: boolean;
  run: () => void;
}

/** What a tap on an empty seat does for the person here; null for who has nothing to do with it. */
function useTap(seat: Seat, snapshot: Snapshot): Tap | null {
  const session = useSession();
  const { room, seats } = useStrings();
  const share = useShare();
  const deeds = useDeeds();
  const { index } = seat;
  const tap = seatTap(snapshot, seat);
  const run = useMemo(
    () => () => {
      if (tap === "options") session.sheet.value = { kind: "seat", index };
      if (tap === "take") void deeds.takeSeat(index);
      if (tap === "ask") void session.run(() => session.client.raiseHand());
      if (tap === "share") share();
    },
    [session, deeds, tap, index],
  );
  const words = { options: seats.options, take: seats.takeShort, ask: room.seatAsk, share: room.share };
  if (tap === null) return null;
  const shown = tap === "options" ? room.seatEmpty : words[tap];
  return { word: words[tap], shown, each: tap === "options" || tap === "take", run };
}
