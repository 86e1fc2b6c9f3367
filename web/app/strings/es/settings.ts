import type { SettingsStrings } from "../en/settings";

/** Los ajustes, la prueba de micrófono y altavoz, y la aplicación instalada. */
export const settings: SettingsStrings = {
  heading: "Ajustes",
  you: "Tú",
  unknown: "Aún no tienes apodo. Lo eliges al entrar por primera vez en una sala.",
  editProfile: "Apodo e idiomas",

  look: {
    heading: "Aspecto e idioma",
    theme: "Claro u oscuro",
    themes: { system: "Sistema", light: "Claro", dark: "Oscuro" },
  },

  quiet: "Sonidos y avisos",

  devices: {
    heading: "Micrófono y altavoces",
    microphone: "Micrófono",
    speaker: "Altavoz",
    standard: "El que elija el sistema",
    numbered: (number) => `Dispositivo ${number}`,
    away: "El que elegiste no está conectado; por ahora se usa el del sistema.",
    noSpeaker: "Este navegador suena por el altavoz elegido en el sistema.",
    check: "Probar el micrófono",
    checkText: "Nadie más lo oye. El navegador puede preguntar si Corner puede usar el micrófono.",
    asking: "Esperando tu respuesta al navegador",
    level: "Volumen del micrófono",
    speak: "Di algo: la barra se mueve con tu voz.",
    onAir: "Tu micrófono está abierto en la sala: la barra muestra lo que oye el resto.",
    silent: "Por ahora no se oye nada. ¿Es este el micrófono correcto y está encendido?",
    close: "Cerrar el micrófono",
    record: "Grabar cuatro segundos",
    recording: "Grabando. Di algo.",
    recorded: "Así te oye el resto",
    again: "Grabar otra vez",
    stays: "La grabación no sale de este dispositivo y desaparece al cerrar el micrófono.",
  },

  reminders: {
    heading: "Recordatorios",
    on: "Los recordatorios de tus encuentros llegan a este dispositivo.",
    off: "A este dispositivo no llegan recordatorios.",
    asking: "Esperando tu respuesta al navegador",
    looking: "Consultando",
    turnOn: "Activar los recordatorios",
    turnOff: "Desactivar los recordatorios",
    denied: "El navegador no permite recordatorios. Para permitirlos, abre los permisos de la página junto a la dirección, permite las notificaciones y vuelve.",
    none: "Este navegador no admite recordatorios. Los enlaces de calendario funcionan en todas partes.",
    install: "En este dispositivo los recordatorios llegan cuando Corner está en la pantalla de inicio.",
    absent: "Este servidor no envía recordatorios. Los enlaces de calendario funcionan igual.",
    failed: "Ahora no se pudo cambiar. Inténtalo de nuevo.",
  },

  install: {
    heading: "Corner siempre a mano",
    text: "Pon Corner en la pantalla de inicio: se abre a pantalla completa, también sin conexión.",
    button: "Instalar",
    ios: "Toca Compartir y luego «Añadir a pantalla de inicio»: Corner se abre a pantalla completa, también sin conexión.",
    done: "Corner está en este dispositivo.",
    dismiss: "Ahora no",
  },

  update: {
    ready: "Hay una nueva versión de Corner.",
    reload: "Recargar",
    failed: "La nueva versión no se pudo cargar. Recarga la página.",
  },

  about: {
    heading: "Acerca de",
    text: "Corner: salas de voz donde cada persona enseña su idioma y aprende otro.",
    looking: "Preguntando al servidor",
    version: "Versión del servidor",
    zones: "Datos de zonas horarias",
    unknown: "sin datos",
    old: "Este servidor no dice qué versión es.",
    failed: "Ahora no se puede preguntar al servidor.",
  },

  forget: {
    heading: "Olvidarme en este dispositivo",
    text: "Tu apodo y tus idiomas, lo que elegiste aquí, a quién bloqueaste y el volumen de cada persona. Al volver serás alguien nuevo: tus salas y encuentros dejarán de ser tuyos y los recordatorios terminarán.",
    button: "Olvidarme",
    done: "Este dispositivo ya no te recuerda.",
    undo: "Deshacer",
    undoText: "Mientras esta página siga abierta puedes deshacerlo. Los recordatorios habrá que activarlos de nuevo.",
    undone: "Todo está como antes.",
  },

  offline: {
    title: "No hay conexión",
    text: "Corner seguirá por sí solo cuando vuelva la red.",
    room: "La sala sigue ahí. Se abrirá cuando vuelva la red.",
    lobby: "Ir a las salas",
  },
};
