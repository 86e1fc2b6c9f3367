import type { Strings } from "../en";
import type { exchangeLines as lines, exchangeRecord as record } from "../en/exchange";
import { counted } from "./counted";

/** An exchange inside the room, in Spanish. */
export const exchange: Strings["exchange"] = {
  round: {
    heading: "Rondas de idiomas",
    now: (language) => `Ahora en ${language}`,
    left: (time) => `quedan ${time}`,
    next: (language) => `luego, ${language}`,
    paused: (time) => `En pausa, quedan ${time}`,
    pausedShort: "En pausa",
    learning: "Estás aprendiendo este idioma. Tómate tu tiempo.",
    native: "Es tu idioma. Echa una mano a quien lo aprende.",
    speaks: (language) => `Esta ronda es en ${language}. Puedes quedarte a escuchar.`,
    start: "Empezar las rondas",
    skip: "Cambiar ya de idioma",
    end: "Terminar las rondas",
    pause: "Pausar",
    resume: "Seguir",
    each: (time) => `${time} por idioma`,
    own: "Según la sala",
    length: "Cuánto dura cada idioma",
    plus: (time) => `${time} más`,
    cards: "Una tarjeta en cada cambio",
    noCards: "Sin tarjetas",
    said: (language, time) => `Ahora en ${language}, ${time}`,
    over: "Terminaron las rondas.",
  },

  talk: {
    heading: "Tiempo de palabra",
    hide: "Ocultar mi tiempo",
    hideHint: "La fila de manos lo sigue teniendo en cuenta.",
    spoke: (time) => `ha hablado ${time} esta noche`,
    you: (time) => `Esta noche has hablado ${time}`,
    hidden: "oculto",
    nobody: "Esta noche aún no ha hablado nadie.",
    stage: "En el escenario",
    languages: "Por idioma, entre toda la sala",
    noLanguage: "Fuera de las rondas",
    balance: (shares) => `Reparto de los idiomas: ${shares}`,
    share: (language, percent) => `${percent} de ${language}`,
    tonight: "Esta noche",
    end: (time, language) => `Esta noche has hablado ${time} en ${language}.`,
    endPlain: (time) => `Esta noche has hablado ${time}.`,
    none: "menos de un minuto",
  },

  line: {
    place: (place, total) => `Puesto ${place} de ${total}`,
    next: "El siguiente turno es tuyo",
    share: (shown, count) => counted(shown, count, "habló menos que tú", "hablaron menos que tú"),
    learner: (shown, count) => counted(shown, count, "aprende el idioma de esta ronda", "aprenden el idioma de esta ronda"),
    time: (shown, count) => counted(shown, count, "levantó la mano antes", "levantaron la mano antes"),
    patience: (shown, count) => counted(shown, count, "ya cedió su turno varias veces", "ya cedieron su turno varias veces"),
    cutIn: (shown) => `${shown} con prioridad de quien dirige`,
    before: (reasons) => `Antes de ti: ${reasons}.`,
    atMost: (shown, count) => `como mucho ${counted(shown, count, "turno", "turnos")} hasta el tuyo`,
    learns: "aprende este idioma",
    turn: "Te toca hablar",
    turnText: "Tienes el primer puesto de la fila, así que la sala te invita.",
  },

  cut: {
    heading: "Dar prioridad",
    title: (name) => `Dar prioridad a ${name}`,
    text: "Se avisa a toda la sala, con el motivo.",
    done: (name) => `${name} tiene ahora el primer puesto.`,
    reasons: {
      answer: "le han preguntado",
      word: "ayuda con una palabra",
      leaving: "se va pronto",
      quiet: "aún no ha hablado",
      other: "otro motivo",
    },
  },

  kept: { takeIt: "Para ti" },

  card: {
    heading: "Tarjeta para conversar",
    deal: "Sacar una tarjeta",
    another: "Otra",
    away: "Guardarla",
    fold: "Plegar la tarjeta",
    unfold: "Ver la tarjeta",
    number: (shown, of) => `${shown} de ${of}`,
    from: "De qué mazo",
    any: "El más adecuado",
    packs: "Tarjetas",
    none: "Aquí no hay mazos de tarjetas.",
    read: (text) => `Nueva tarjeta: ${text}`,
  },

  say: {
    button: "¿Cómo se dice…?",
    label: (language) => `¿Cómo se dice esto en ${language}?`,
    placeholder: "Una o varias palabras",
    send: "Preguntar",
    long: "60 caracteres como máximo, por favor.",
    sent: "Tu pregunta está en el chat.",
    other: (text, language) => `¿Cómo se dice «${text}» en ${language}?`,
  },

  regulars: {
    heading: "Habituales",
    online: "en línea",
    here: "en la sala",
  },
};

export const exchangeLines: typeof lines = {
  round: (language) => `Ahora la sala habla ${language}.`,
  roundPaused: (by) => `${by} puso las rondas en pausa.`,
  roundResumed: (by) => `${by} reanudó las rondas.`,
  roundExtended: (by, time) => `${by} alargó esta ronda ${time}.`,
  roundStopped: (by) => `${by} terminó las rondas. Habla el idioma que quieras.`,
  cutIn: (by, name, reason) => `${by} dio prioridad a ${name} en la fila: ${reason}.`,
};

export const exchangeRecord: typeof record = {
  "round.start": (by) => `${by} empezó las rondas`,
  "round.pause": (by) => `${by} pausó o reanudó las rondas`,
  "round.extend": (by) => `${by} alargó una ronda`,
  "round.skip": (by) => `${by} pasó al idioma siguiente`,
  "round.stop": (by) => `${by} terminó las rondas`,
  "hand.advance": (by, name) => `${by} dio prioridad a ${name} en la fila`,
};
