import type { Strings } from "../en";
import { placeOf } from "../places";
import { counted } from "./counted";
import { places } from "./places";

const place = (zone: string) => places[zone] ?? placeOf(zone);
const natives = (shown: string, count: number) => counted(shown, count, "hablante nativo", "hablantes nativos");

export const discover: Strings["discover"] = {
  missed: "Llegó tu turno y pasó. Alza la mano otra vez cuando quieras.",

  quick: {
    heading: "Empieza a hablar",
    offer: (give, get) => `Ayudo con el ${give} y practico el ${get}`,
    give: "Idioma con el que ayudas",
    get: "Idioma que practicas",
    button: "Llévame a una sala",
    looking: "Buscando una sala",
    first: "Primero dinos tus idiomas; es un momento.",
    noLearns: "Di qué idioma estás aprendiendo y con un toque encuentras sala.",
    languages: "Elegir idiomas",
    go: "Guardar y buscar sala",
    opened: "Ahora no hay ninguna sala adecuada, así que se ha abierto una para ti.",
    another: "Hay otra sala adecuada con gente dentro.",
    goThere: "Ir allí",
  },

  why: {
    exchange: (give, get) => `Puedes ayudar con el ${give} y practicar el ${get}`,
    practise: (get) => `Practica el ${get}`,
    help: (give) => `Ayuda con el ${give}`,
    open: "Abierta a todo el mundo",
  },
  needs: (language) => `Se busca hablante nativo de ${language}`,

  card: {
    round: (language) => `Ahora en ${language}`,
    level: (level) => `Nivel ${level}`,
    waits: "Alguien te abre la puerta",
    kept: (shown, count) => counted(shown, count, "asiento reservado", "asientos reservados"),
  },

  list: {
    more: "Ver más salas",
    count: (shown, count) => counted(shown, count, "sala", "salas"),
    changed: (rooms) => `${rooms}; la lista ha cambiado`,
  },

  filter: {
    label: "Qué salas",
    languages: "Idiomas",
    level: "Nivel",
    topic: "Tema",
    any: (what) => `${what}: cualquiera`,
    clear: (what) => `${what}: volver a ver todo`,
    none: "Ninguna sala cumple estos filtros",
    noneText: "Mira todas las salas o abre tú una así.",
    all: "Ver todas las salas",
  },

  awake: {
    label: "Quién está en línea",
    line: (shown, count, language, day, zone) =>
      `${natives(shown, count)} de ${language} en línea, sobre todo en ${place(zone)} (${day})`,
    plain: (shown, count, language) => `${natives(shown, count)} de ${language} en línea`,
    few: (language) => `Algunos hablantes nativos de ${language} en línea`,
    none: (language) => `Ahora no hay hablantes nativos de ${language} en línea`,
    see: "Ver las horas con más gente",
  },
  day: { morning: "mañana", afternoon: "tarde", evening: "noche", night: "madrugada" },

  hours: {
    heading: "Horas con más gente, en tu horario",
    text: "Cuántos hablantes nativos suele haber aquí, hora por hora.",
    hour: "Hora",
    now: "ahora",
    few: "Aún hay muy pocos datos. Vuelve dentro de un día o dos.",
    failed: "Ahora no se pueden leer las horas.",
    loading: "Contando",
  },

  profile: {
    level: (language) => `Tu nivel de ${language}`,
    noLevel: "sin decir",
    levelHint: "A1 primeras palabras · B1 charla cotidiana · C1 fluidez",
    count: "Contarme entre quienes están en línea",
    countHint: "Solo se ven números, nunca tu nombre ni tu lugar.",
  },

  create: {
    level: "Nivel",
    anyLevel: "Cualquier nivel",
    pace: "Velocidad al hablar",
    anyPace: "Cualquier ritmo",
    paces: { slow: "despacio", natural: "a ritmo normal", fast: "rápido" },
    tags: "Palabras clave (opcional)",
    tagsHint: "Hasta cinco, para que sea fácil encontrar la sala; con Intro o una coma se añade otra.",
    tagLong: "Una palabra clave tiene como mucho 24 caracteres.",
    removeTag: (tag) => `Quitar ${tag}`,
    rounds: "Los idiomas se turnan",
    noRounds: "Sin rondas",
    each: (time) => `${time} por idioma`,
    queue: "Orden de las manos",
    fair: "Equitativo: primero quien menos ha hablado",
    firstCome: "Por orden de llegada",
    next: "Al acabar un turno, invitar a quien sigue",
    nextHint: "Cada persona tiene entonces tres minutos.",
    kept: "Reservar un asiento para",
    keptAdd: "Elegir",
    native: (language) => `Reservado para hablantes nativos de ${language}`,
    learner: (language) => `Reservado para quien aprende ${language}`,
    nativeShort: (language) => `hablantes nativos de ${language}`,
    learnerShort: (language) => `quien aprende ${language}`,
    removeKept: (who) => `Ya no reservar asiento para ${who}`,
  },
};

export const discoverErrors = {
  no_round: "No hay ninguna ronda en marcha.",
  invalid_round: "Una ronda dura de 30 segundos a 2 horas, en un idioma de la sala.",
  no_pack: "Ese mazo de tarjetas no está aquí.",
  no_hand: "Esa mano ya está bajada.",
  seat_kept: "Ese asiento está reservado para otra persona.",
};
