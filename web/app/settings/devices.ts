/** A microphone or a speaker, as it is chosen. */
export interface Device {
  id: string;
  /** "" before the browser says: names are told only to a page that may hear. */
  name: string;
}

/** What can be chosen. The system's own choice is "" and not among them. */
export interface DeviceList {
  microphones: Device[];
  speakers: Device[];
}

/** Stand-ins of some browsers for the choice of the system, which is offered anyway. */
const standIns: ReadonlySet<string> = new Set(["", "default", "communications"]);
/** More of one kind are not offered; nobody has them. */
const most = 50;

/** Sorts what a browser lists. */
export function devicesOf(found: readonly Pick<MediaDeviceInfo, "deviceId" | "kind" | "label">[]): DeviceList {
  const of = (kind: MediaDeviceKind) => {
    const known = new Map<string, Device>();
    for (const { deviceId: id, label: name, kind: own } of found) {
      if (own === kind && !standIns.has(id) && !known.has(id)) known.set(id, { id, name });
    }
    return [...known.values()].slice(0, most);
  };
  return { microphones: of("audioinput"), speakers: of("audiooutput") };
}

/** Returns the device that is used for a choice: one that is not there now is passed over for the system's. */
export function usedOf(devices: readonly Device[], chosen: string): string {
  return devices.some(({ id }) => id === chosen) ? chosen : "";
}
