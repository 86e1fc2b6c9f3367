import { useEffect, useRef } from "preact/hooks";
import { useShell, useWords } from "../context";
import { route } from "../room/sound";
import { Icon } from "../ui/icon";
import { useNextFocus } from "./next-focus";
import { recordMs, type SoundCheck } from "./sound-check";

/** A few seconds of one's own voice, recorded and played back as the others would hear it. */
export function MicrophoneTest({ check }: { check: SoundCheck }) {
  const { devices: words } = useWords("settings");
  const state = check.test.value;
  const place = useNextFocus<HTMLDivElement>(state);
  return (
    <div class="check-sound" {...place}>
      {state === "ready" && <Playback address={check.recording.value} />}
      {state === "recording" && <p class="soft" role="status">{words.recording}</p>}
      {state === "recording"
        ? <div class="recording" style={{ "--length": `${recordMs}ms` }} aria-hidden="true" data-testid="recording" />
        : (
          <button type="button" class="button" data-testid="record" onClick={() => void check.record()}>
            <Icon name="round" />{state === "ready" ? words.again : words.record}
          </button>
        )}
      <p class="hint">{words.stays}</p>
    </div>
  );
}

/** Plays at once, through the chosen speaker, with the browser's own controls. */
function Playback({ address }: { address: string }) {
  const { devices: words } = useWords("settings");
  const speaker = useShell().speaker.value;
  const player = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (player.current !== null) route(player.current, speaker);
  }, [speaker]);
  return (
    <figure class="check-sound">
      <figcaption class="label">{words.recorded}</figcaption>
      <audio ref={player} src={address} controls autoplay data-testid="playback" />
    </figure>
  );
}
