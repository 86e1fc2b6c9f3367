import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { Icon } from "../ui/icon";

/** The way to the desk, in reach of the thumb; it says how many wait at the door. */
export function DeskButton() {
  const session = useSession();
  const { desk: words } = useStrings();
  const locale = useShell().locale.value;
  const waiting = session.snapshot.value?.waiting.length ?? 0;
  return (
    <button
      type="button"
      class={waiting > 0 ? "button desk-button calling" : "button desk-button"}
      data-testid="desk"
      onClick={() => (session.sheet.value = { kind: "desk", tab: "now" })}
    >
      <Icon name={waiting > 0 ? "door" : "desk"} />
      <span role="status">{waiting > 0 ? words.openWaiting(count(waiting, locale)) : words.open}</span>
    </button>
  );
}
