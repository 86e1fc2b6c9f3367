import { useState } from "preact/hooks";
import type { PlanPerson, Snapshot } from "@sdk";
import { ownZone } from "../format";
import { onStage } from "../room/view";
import { againDraft } from "./plan-draft";
import { PlanSheet } from "./plan-sheet";

/** The room meets again in a week: same people, same hour, same rules. */
export function AgainSheet({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const { room, you } = snapshot;
  const [draft] = useState(() => againDraft(room, you.joined_ms, ownZone(), Date.now()));
  return <PlanSheet draft={draft} room={room.id} people={othersOf(snapshot)} owner={{ id: you.id, name: you.name }} onClose={onClose} />;
}

/** Those who are there and may help to run it next time. */
function othersOf(snapshot: Snapshot): PlanPerson[] {
  return onStage(snapshot).filter(({ id }) => id !== snapshot.you.id).map(({ id, name }) => ({ id, name }));
}
