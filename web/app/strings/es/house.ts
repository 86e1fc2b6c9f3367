import type { Strings } from "../en";

/** What a room can be, when it is opened and at the desk, in Spanish. */
export const house: Strings["house"] = {
  titleIn: (language) => `Título en ${language}`,
  titleInOptional: (language) => `Título en ${language} (opcional)`,
  rulesIn: (language) => `Reglas en ${language} (opcional)`,
  rulesPlaceholder: "Sé amable. Deja terminar. Corrige solo si te lo piden.",
  rulesTooLong: "Las reglas tienen 600 caracteres como máximo.",
  mode: "Cómo se sube al escenario",
  modeFree: "Tomando un asiento libre",
  modeApply: "Mano en alto e invitación",
  modeInvite: "Solo por invitación",
  waitingRoom: "Quien llega espera en la puerta",
  turn: "Tiempo por turno",
  turnMutes: "Silenciar al acabar el tiempo",
  slow: "Modo lento del chat",
  every: (time) => `Un mensaje cada ${time}`,
  off: "Desactivado",
  save: "Guardar",
  saved: "Los ajustes de la sala están guardados.",
  nothing: "Aún no hay cambios.",
  fewerHint: "Quien ocupe un asiento que desaparece pasa al público.",
  more: "Más",
  closeRoom: "Cerrar la sala",
};
