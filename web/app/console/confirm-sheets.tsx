import { useSession, useStrings } from "../context";
import { Sheet } from "../ui/sheet";
import { useDeeds } from "./hooks";

/** Asks before the room is handed over: only the other can give it back. */
export function TransferSheet({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { confirm: words } = useStrings();
  const deeds = useDeeds();
  const transfer = () => {
    onClose();
    void deeds.transfer(id, name);
  };
  return (
    <Sheet title={words.transferHeading(name)} onClose={onClose}>
      <p>{words.transferText(name)}</p>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>{words.cancel}</button>
        <button type="button" class="button primary" data-testid="transfer" onClick={transfer}>{words.transfer}</button>
      </div>
    </Sheet>
  );
}

/** Asks before the room ends for everyone. */
export function CloseRoomSheet({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const { confirm: words } = useStrings();
  const close = () => {
    onClose();
    void session.run(() => session.client.closeRoom());
  };
  return (
    <Sheet title={words.closeHeading} onClose={onClose}>
      <p>{words.closeText}</p>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>{words.cancel}</button>
        <button type="button" class="button alert" data-testid="close-room" onClick={close}>{words.close}</button>
      </div>
    </Sheet>
  );
}
