import { BlockedPeople } from "../console/blocked-people";
import { useSession, useStrings } from "../context";
import { QuietChoices } from "../settings/choices-part";
import { Icon } from "../ui/icon";
import { LocaleSelect } from "../ui/locale-select";
import { PartFailed } from "../ui/part";
import { Sheet } from "../ui/sheet";
import { wordedPart } from "../ui/worded-part";
import type { RoomSession } from "./session";

/** Which microphone and which speaker. Fetched when the settings are opened, with its words. */
const devices = wordedPart<{ session: RoomSession }>("settings", async () => (await import("../settings/device-picker")).DevicePicker, Stand);

/** What can be set from within a room. */
export function SettingsSheet({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const strings = useStrings();
  return (
    <Sheet title={strings.room.settings} onClose={onClose}>
      <devices.View session={session} />
      <LocaleSelect />
      <QuietChoices />
      <p class="hint">{strings.bar.keys}</p>
      <button type="button" class="button wide" data-testid="open-talk" onClick={() => (session.sheet.value = { kind: "rounds" })}>
        <Icon name="scale" />{strings.exchange.talk.heading}
      </button>
      <BlockedPeople />
    </Sheet>
  );
}

function Stand({ failed }: { failed: boolean }) {
  const { app } = useStrings();
  return failed ? <PartFailed /> : <p class="soft" role="status" data-testid="coming">{app.partComingText}</p>;
}
