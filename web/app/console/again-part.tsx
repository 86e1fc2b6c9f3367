import { useState } from "preact/hooks";
import type { Snapshot } from "@sdk";
import { useShell, useStrings } from "../context";
import { Icon } from "../ui/icon";
import { PartFailed } from "../ui/part";
import { Sheet } from "../ui/sheet";
import { wordedPart } from "../ui/worded-part";

interface AgainProps {
  snapshot: Snapshot;
  onClose: () => void;
}

const againSheet = wordedPart<AgainProps>("schedule", async () => (await import("../schedule/again-sheet")).AgainSheet, AgainStand);

/** At once, and a sheet itself, as those of the room are. */
function AgainStand({ failed, onClose }: AgainProps & { failed: boolean }) {
  const { app } = useStrings();
  return (
    <Sheet title={failed ? app.partFailed : app.partComing} onClose={onClose}>
      {failed ? <PartFailed /> : <p class="soft" role="status" data-testid="coming">{app.partComingText}</p>}
    </Sheet>
  );
}

/** For its host: the room meets again in a week. */
export function MeetAgain({ snapshot }: { snapshot: Snapshot }) {
  const { late } = useShell();
  const { desk } = useStrings();
  const [open, setOpen] = useState(false);
  const soon = () => {
    void againSheet.fetch();
    void late.fetch("schedule").catch(() => undefined);
  };
  return (
    <>
      <button type="button" class="button" data-testid="meet-again" onPointerEnter={soon} onClick={() => setOpen(true)}>
        <Icon name="later" />{desk.meetAgain}
      </button>
      {open && <againSheet.View snapshot={snapshot} onClose={() => setOpen(false)} />}
    </>
  );
}
