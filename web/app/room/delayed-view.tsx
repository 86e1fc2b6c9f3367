import { useState } from "preact/hooks";
import type { Delay } from "@sdk";
import { useGiveUp, useNow, useShell, useStrings } from "../context";
import { duration } from "../format";
import { Icon } from "../ui/icon";

/** A server that takes people in a few at a time: that it goes on by itself, when, and a way to go. */
export function DelayedView({ delay }: { delay: Delay | null }) {
  const { delayed: words } = useStrings();
  const leave = useGiveUp();
  const { title, text } = delay === null || delay.code === "server_busy" ? words.busy : words.pause;
  return (
    <main id="main" class="page ended" data-testid="delayed">
      <Icon name="lamp" />
      <h1>{title}</h1>
      <p>{text}</p>
      {delay !== null && <Countdown key={delay.atMs} untilMs={delay.atMs} />}
      <div class="actions"><button type="button" class="button" data-testid="leave" onClick={leave}>{words.leave}</button></div>
    </main>
  );
}

/** The time to the next try. It ticks for eyes alone; a screen reader has been told that there is nothing to do. */
function Countdown({ untilMs }: { untilMs: number }) {
  const { delayed: words } = useStrings();
  const locale = useShell().locale.value;
  const now = useNow(500);
  const [begun] = useState(now);
  const left = Math.max(0, untilMs - now);
  return (
    <p class="countdown figures soft" role="timer">
      <progress max={Math.max(1, untilMs - begun)} value={Math.max(0, now - begun)} aria-hidden="true" />
      {left === 0 ? words.now : words.next(duration(Math.ceil(left / 1000) * 1000, locale))}
    </p>
  );
}
