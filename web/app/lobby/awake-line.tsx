import { useNow, useShell, useStrings } from "../context";
import { Icon } from "../ui/icon";
import { awakeText, firstLine, saysNight } from "./awake";

/** Who is awake, in one sentence; a tap shows at which hours most people are. */
export function AwakeLineView({ onHours }: { onHours: () => void }) {
  const shell = useShell();
  const strings = useStrings();
  const now = useNow(60_000);
  const line = firstLine(shell.rooms.awake.value, shell.profile.value.learns);
  if (line === null) return null;
  return (
    <button type="button" class="awake" data-testid="awake" onClick={onHours}>
      <Icon name={saysNight(line, now) ? "moon" : "sun"} />
      <span class="figures">{awakeText(line, strings, shell.locale.value, now)}</span>
      <span class="hidden">. {strings.discover.awake.see}</span>
    </button>
  );
}
