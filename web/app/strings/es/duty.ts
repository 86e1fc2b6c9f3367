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
  fields: {
    legend: "Quién dirige y a qué horas",
    hint: "Cada persona según su propio reloj. Entre dos turnos sigue quien dirigía.",
    add: "Añadir un turno",
    of: (name) => `Turno de ${name}`,
    who: "Dirige",
    from: "Desde las",
    length: "Durante",
    days: "Días",
    everyDay: "Si no eliges ninguno, son todos los días.",
    otherRule: "Este turno se repite de una forma que aquí no se puede cambiar.",
    zone: "Según el reloj de",
    substitute: "Suplente",
    nobody: "Nadie",
    remove: (name) => `Quitar el turno de ${name}`,
  },
};
