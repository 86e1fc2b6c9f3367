import type { RoomStrings } from "../en/room";
import { acts, bans, blocks, confirm, desk, openStage, record, rules, seats, turns } from "./console";
import { chat, reactions } from "./chat";
import { exchange } from "./exchange";
import { notice, reasons, report, waiting } from "./visit";
import { counted } from "./counted";

/** The words of a room, in Spanish: fetched with it. */
export const room: RoomStrings = {
  bar: {
    label: "Tus controles",
    raise: "Alzar la mano",
    raised: "Mano en alto",
    position: (place) => `Puesto ${place}`,
    microphone: "Micrófono",
    opening: "Un momento",
    away: "Reconectando",
    onAir: "En el aire",
    off: "Micro apagado",
    locked: "Sin voz",
    seatLocked: "Asiento sin sonido",
    stepDown: "Bajar",
    leave: "Salir",
    keys: "La tecla M enciende y apaga el micrófono; mantén pulsada la barra espaciadora para hablar. La R abre las rondas a quien dirige.",
  },

  hands: {
    heading: "Manos",
    none: "Ninguna mano por ahora",
    invite: (name) => `Invitar a ${name} al escenario`,
    inviteShort: "Invitar",
    waiting: (time) => `espera: ${time}`,
    justNow: "ahora mismo",
    invited: (seconds) => `Invitación · ${seconds}`,
    cancelShort: "Retirar",
    yours: (place, total) => `Tu mano está en alto: puesto ${place} de ${total}`,
    up: "Tu mano está en alto",
    behind: (shown, count) => counted(shown, count, "mano más espera detrás", "manos más esperan detrás"),
    later: (name) => `Luego: dejar a ${name} al final`,
    laterShort: "Luego",
    sent: (name) => `${name} tiene tu invitación.`,
    declined: (name) => (name === "" ? "No se aceptó la invitación." : `${name} prefiere escuchar por ahora.`),
    unanswered: (name) => (name === "" ? "La invitación ha caducado." : `${name} no respondió. Puedes volver a invitar.`),
    left: (name) => (name === "" ? "La persona invitada se fue." : `${name} se fue de la sala.`),
    stageFull: "No queda ningún asiento. Antes tiene que bajar alguien.",
  },

  invitation: {
    heading: "Te invitan al escenario",
    from: (name) => `A ${name} le gustaría escucharte.`,
    fromHost: "A quien dirige la sala le gustaría escucharte.",
    text: "Subes con el micrófono apagado y lo enciendes cuando quieras.",
    accept: "Tomar asiento",
    decline: "Ahora no",
    left: (seconds) => `Tienes ${seconds} para responder`,
    expired: "La invitación ha caducado. Te pueden volver a invitar.",
    cancelled: "Se retiró la invitación.",
  },

  person: {
    volume: "Volumen para ti",
    hush: "Silenciar solo para mí",
    silent: "En silencio aquí",
    yourTime: (time) => `${time} aquí`,
    theirTime: (time) => `${time} allí`,
  },

  people: {
    heading: "Quién está en la sala",
    onStage: "En el escenario",
    listening: "Público",
    hands: (shown, count) => counted(shown, count, "mano en alto", "manos en alto"),
    handUp: "mano en alto",
    more: "Mostrar más",
    loading: "Leyendo la lista",
    failed: "Ahora no se puede leer la lista.",
  },

  chat,
  reactions,
  notice,
  waiting,
  reasons,
  report,
  acts,
  seats,
  turns,
  confirm,
  desk,
  bans,
  record,
  rules,
  openStage,
  blocks,
  exchange,
};
