import type { DutyStrings } from "../en/duty";

export const duty: DutyStrings = {
  heading: "Quién dirige la sala",
  hosts: (name, time) => `Dirige ${name}, hasta: ${time}`,
  standsIn: (name, time) => `Dirige ${name} como suplente, hasta: ${time}`,
  missing: (name, time) => `De turno: ${name}, que aún no dirige, hasta: ${time}`,
  after: (name, theirs) => (theirs === "" ? `después, ${name}` : `después, ${name} (${theirs})`),
  afterAt: (name, at) => `después, ${name}: ${at}`,
  next: (name, at) => `Dirigirá ${name}: ${at}`,
  there: (time, place) => `${time}, ${place}`,
  aside: (time, theirs) => `${time} (${theirs})`,
};
