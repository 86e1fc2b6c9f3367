import { cutIns, type CutIn } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { GoneSheet, Sheet } from "../../ui/sheet";
import { hasHand, moderates } from "../view";

/** Why somebody goes first: five reasons, each one tap, and the room is told which. */
export function FirstSheet({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const session = useSession();
  const shell = useShell();
  const { cut: words } = useStrings().exchange;
  const snapshot = session.snapshot.value;
  if (snapshot === null || !moderates(snapshot.you.role) || !hasHand(snapshot, id)) return <GoneSheet onClose={onClose} />;
  const put = async (reason: CutIn) => {
    onClose();
    if (!(await session.run(() => session.client.advanceHand(id, reason)))) return;
    session.queue.first(id);
    shell.tell(shell.strings.peek().exchange.cut.done(name), undefined, id);
  };
  return (
    <Sheet title={words.title(name)} onClose={onClose}>
      <p class="hint">{words.text}</p>
      <div class="act-list">
        {cutIns.map((reason) => (
          <button key={reason} type="button" class="button wide" data-testid={`first-${reason}`} onClick={() => void put(reason)}>
            {words.reasons[reason]}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
