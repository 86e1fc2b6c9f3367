import { useEffect, useId, useState } from "preact/hooks";
import { useShell, useWords } from "../context";
import { count } from "../format";
import { MicrophoneHelp, useMicrophoneTitle } from "../room/microphone-help";
import type { MicrophoneFault, RoomSession } from "../room/session";
import { Icon } from "../ui/icon";
import "../styles/settings.css";
import { browserSound, canChooseSpeaker, canRecord } from "./browser-sound";
import { type Device, usedOf } from "./devices";
import { LevelMeter } from "./level-meter";
import { MicrophoneTest } from "./microphone-test";
import { useNextFocus } from "./next-focus";
import { SoundCheck, type SoundOutside } from "./sound-check";

interface DevicePickerProps {
  /** The room one is in. Its microphone is not opened a second time: some phones would silence the first. */
  session?: RoomSession | null;
  /** Tests bring their own. */
  outside?: SoundOutside;
}

/** Which microphone and which speaker, with a bar that shows that the right one hears. */
export function DevicePicker({ session = null, outside = browserSound }: DevicePickerProps) {
  const shell = useShell();
  const { devices: words } = useWords("settings");
  const [check] = useState(() => new SoundCheck(outside, () => performance.now()));
  useEffect(() => () => check.stop(), [check]);
  const onAir = session?.open.value ?? false;
  useEffect(() => {
    if (onAir) check.close();
  }, [onAir, check]);
  const { microphones, speakers } = check.devices.value;
  const choose = (id: string) => {
    shell.setMicrophone(id);
    if (check.state.peek() === "open") void check.open(id);
  };
  return (
    <div class="form" data-testid="devices">
      <DeviceField label={words.microphone} devices={microphones} chosen={shell.microphone.value} testid="microphone-choice" onChange={choose} />
      {onAir && session !== null ? <OnAir session={session} /> : <Check check={check} />}
      {canChooseSpeaker()
        ? <DeviceField label={words.speaker} devices={speakers} chosen={shell.speaker.value} testid="speaker-choice" onChange={(id) => shell.setSpeaker(id)} />
        : <p class="hint">{words.noSpeaker}</p>}
    </div>
  );
}

/** The bar of the microphone that is open in the room. */
function OnAir({ session }: { session: RoomSession }) {
  const { devices: words } = useWords("settings");
  return (
    <div class="check-sound">
      <LevelMeter label={words.level} read={() => session.client.microphoneLevel()} />
      <p class="hint">{words.onAir}</p>
    </div>
  );
}

/** The microphone heard by its owner alone: asked for, seen as a bar, recorded and heard. */
function Check({ check }: { check: SoundCheck }) {
  const state = check.state.value;
  const place = useNextFocus<HTMLDivElement>(state);
  const { devices: words } = useWords("settings");
  return (
    <div class="check-sound" {...place}>
      {state === "closed" && <Closed check={check} />}
      {state === "asking" && <p class="soft" role="status">{words.asking}</p>}
      {state === "open" && <Open check={check} />}
    </div>
  );
}

function Closed({ check }: { check: SoundCheck }) {
  const shell = useShell();
  const { devices: words } = useWords("settings");
  const fault = check.fault.value;
  return (
    <>
      {fault !== null && <Fault fault={fault} />}
      <button type="button" class="button" data-testid="check-microphone" onClick={() => void check.open(shell.microphone.peek())}>
        <Icon name="mic" />{words.check}
      </button>
      {fault === null && <p class="hint">{words.checkText}</p>}
    </>
  );
}

function Open({ check }: { check: SoundCheck }) {
  const { devices: words } = useWords("settings");
  const silent = check.silent.value;
  return (
    <>
      <LevelMeter label={words.level} read={() => check.level()} />
      <p class={silent ? "note" : "hint"} role="status">{silent ? words.silent : words.speak}</p>
      {canRecord() && <MicrophoneTest check={check} />}
      <button type="button" class="button" data-testid="close-microphone" onClick={() => check.close()}>
        <Icon name="micOff" />{words.close}
      </button>
    </>
  );
}

function Fault({ fault }: { fault: MicrophoneFault }) {
  return (
    <div class="note column" role="status" data-testid="microphone-fault">
      <strong>{useMicrophoneTitle(fault)}</strong>
      <MicrophoneHelp fault={fault} />
    </div>
  );
}

interface DeviceFieldProps {
  label: string;
  devices: readonly Device[];
  chosen: string;
  testid: string;
  onChange: (id: string) => void;
}

/** One of the devices that are there, or the system's choice. */
function DeviceField({ label, devices, chosen, testid, onChange }: DeviceFieldProps) {
  const id = useId();
  const locale = useShell().locale.value;
  const { devices: words } = useWords("settings");
  const used = usedOf(devices, chosen);
  // Before the person has allowed anything no device has a name, and none is known to be away.
  const named = devices.some(({ name }) => name !== "");
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select id={id} value={used} data-testid={testid} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{words.standard}</option>
        {devices.map((device, i) => <option key={device.id} value={device.id}>{device.name || words.numbered(count(i + 1, locale))}</option>)}
      </select>
      {named && chosen !== "" && used === "" && <p class="hint" role="status">{words.away}</p>}
    </div>
  );
}
