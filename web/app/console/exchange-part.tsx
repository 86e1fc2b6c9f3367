import type { RoomInfo } from "@sdk";
import { ExchangeFields, LineFields } from "../lobby/exchange-fields";
import { seatsKept } from "../lobby/wish";
import type { RoomWish } from "../services";
import type { Draft } from "./draft";

/** A turn in a room that asks the next by itself, when there was no limit before; seconds. */
const usualTurn = 180;

/** What the room is like for learners and how its line goes: the same fields as in the form of a new room. */
export function ExchangePart({ room, draft, onChange }: { room: RoomInfo; draft: Draft; onChange: (draft: Draft) => void }) {
  const wish = wishOf(room, draft);
  const change = (wished: RoomWish) => onChange(draftWith(draft, wish, wished));
  return (
    <>
      <ExchangeFields wish={wish} onChange={change} />
      <LineFields wish={wish} onChange={change} />
    </>
  );
}

/** The draft as a wish for a room. */
export function wishOf(room: Pick<RoomInfo, "languages">, draft: Draft): RoomWish {
  const { words: _, ...plain } = draft;
  return { ...plain, title: "", languages: room.languages };
}

/** The draft with what was changed in it as a wish; what was not stays as it is, to the letter. */
export function draftWith(draft: Draft, before: RoomWish, wished: RoomWish): Draft {
  const { level = "", pace = "", queue = "fair", turn_next = false, timetable = [], kept = [] } = wished;
  const turn_seconds = turn_next && draft.turn_seconds === 0 ? usualTurn : draft.turn_seconds;
  return {
    ...draft, level, pace, queue, turn_next, turn_seconds,
    timetable: timetable.filter(({ seconds }) => seconds > 0),
    kept: kept === before.kept ? draft.kept : seatsKept(wished),
  };
}
