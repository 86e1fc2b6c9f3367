import { BlockedPeople } from "../console/blocked-people";
import { useSession, useShell, useStrings } from "../context";
import { Icon } from "../ui/icon";
import { LocaleSelect } from "../ui/locale-select";
import { Sheet } from "../ui/sheet";

/** What can be set from within a room. */
export function SettingsSheet({ onClose }: { onClose: () => void }) {
  const shell = useShell();
  const session = useSession();
  const strings = useStrings();
  return (
    <Sheet title={strings.room.settings} onClose={onClose}>
      <LocaleSelect />
      <label class="check">
        <input
          type="checkbox"
          checked={shell.announces.value}
          onChange={(event) => shell.setAnnounces(event.currentTarget.checked)}
        />
        {strings.room.announce}
      </label>
      <label class="check">
        <input
          type="checkbox"
          data-testid="chime"
          checked={shell.chimes.value}
          onChange={(event) => shell.setChimes(event.currentTarget.checked)}
        />
        {strings.room.chime}
      </label>
      <label class="check">
        <input
          type="checkbox"
          data-testid="low-delay"
          aria-describedby="low-delay-hint"
          checked={shell.lowDelay.value}
          onChange={(event) => shell.setLowDelay(event.currentTarget.checked)}
        />
        {strings.room.lowDelay}
      </label>
      <p class="hint" id="low-delay-hint">{strings.room.lowDelayHint}</p>
      <p class="hint">{strings.bar.keys}</p>
      <button type="button" class="button wide" data-testid="open-talk" onClick={() => (session.sheet.value = { kind: "rounds" })}>
        <Icon name="scale" />{strings.exchange.talk.heading}
      </button>
      <BlockedPeople />
    </Sheet>
  );
}
