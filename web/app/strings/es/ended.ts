import type { Strings } from "../en";

/** The end of a visit, and a visit that is put off, in Spanish. */
export const delayed: Strings["delayed"] = {
  busy: {
    title: "Ahora hay mucha gente en el servidor",
    text: "Se entra poco a poco, para que quienes hablan se sigan oyendo bien. Entrarás sin hacer nada.",
  },
  pause: { title: "El servidor pide un momento", text: "Entrarás en cuanto pueda; no tienes que hacer nada." },
  next: (time) => `Próximo intento en ${time}`,
  now: "Intentándolo ahora",
  leave: "Ver otras salas",
};

/** The end of a visit in which one spoke. */
const exchangeEnded: Pick<Strings["ended"], "left"> = {
  left: { title: "Buenas noches desde esta esquina", text: "Saliste de la sala. Sigue abierta y puedes volver." },
};

export const ended: Strings["ended"] = {
  ...exchangeEnded,
  replaced: { title: "Estás aquí en otra pestaña", text: "Entraste desde otro lugar, así que esta pestaña quedó en silencio. Tu asiento se fue contigo." },
  room_closed: { title: "La sala ha terminado", text: "La cerraron, o todo el mundo se fue a casa. Hay otras esquinas abiertas." },
  room_gone: { title: "La sala terminó en tu ausencia", text: "No se pudo encontrar de nuevo. Abre una nueva o mira quién más sigue en pie." },
  room_full: { title: "Esta sala está llena", text: "Ahora mismo no cabe nadie más. Siempre se va liberando sitio; mientras tanto, estas salas están abiertas." },
  room_locked: { title: "Esta sala está bloqueada ahora", text: "Por el momento no entra nadie más. Prueba más tarde; mientras tanto, estas salas están abiertas." },
  not_open_yet: { title: "Todavía no se puede entrar", text: "Se abre cinco minutos antes del encuentro. Mientras tanto, estas salas están abiertas." },
  kicked: { title: "Te han expulsado de esta sala", text: "No puedes volver hasta que termine. Las demás salas están abiertas para ti." },
  banned: { title: "Ahora no puedes entrar en esta sala", text: "Las demás salas están abiertas para ti." },
  denied: { title: "Esta vez no se abrió la puerta", text: "Alguien decide en la puerta quién entra y esta vez no abrió. Las demás salas están abiertas para ti." },
  moved: { title: "La sala se mudó a otro servidor", text: "Tu navegador no pudo seguirla por su cuenta. Vuelve a entrar y te llevará allí." },
  not_found: { title: "Esa sala no existe", text: "Puede que haya terminado o que el enlace esté incompleto." },
  not_allowed: { title: "Esta sala no está abierta para ti", text: "El enlace es de otra sala o de otra persona. Pide uno nuevo." },
  unauthenticated: { title: "Tu pase ha caducado", text: "Al volver a entrar recibes uno nuevo." },
  token_expired: { title: "Tu pase ha caducado", text: "Al volver a entrar recibes uno nuevo." },
  unsupported_version: { title: "Esta página es más antigua que el servidor", text: "Recárgala para tener la nueva." },
  bad_request: { title: "Esta página y el servidor no se entendieron", text: "Recarga la página. Si vuelve a pasar, avisa a quien lleva este sitio." },
  network: { title: "No se puede llegar al servidor", text: "Revisa la red. Algunas bloquean la voz; los datos móviles suelen servir." },
  server_draining: { title: "El servidor se está reiniciando", text: "Las salas pasan a otro. Vuelve a entrar dentro de un momento." },
  server_busy: { title: "Hay demasiada gente en el servidor", text: "Todavía no había lugar para ti. Prueba dentro de unos minutos." },
  rate_limited: { title: "Demasiados intentos en poco tiempo", text: "Espera un momento y vuelve a entrar." },
  session_lost: { title: "Tu ausencia duró demasiado", text: "Tu asiento quedó libre. Vuelve a entrar para escuchar." },
  unsupported: { title: "Este navegador no puede entrar en salas de voz", text: "Abre el enlace en una versión reciente de Chrome, Firefox, Edge o Safari." },
  internal: { title: "Algo falló en el servidor", text: "Ha quedado anotado. Vuelve a entrar dentro de un momento." },
  again: "Volver a entrar",
  here: "Escuchar aquí",
  reload: "Recargar la página",
  lobby: "Ver otras salas",
  others: "Otras salas abiertas",
  detail: {
    by: (name) => `Decisión de ${name}.`,
    until: (time) => `Podrás volver a partir de: ${time}.`,
    noEnd: "No hay fecha de fin.",
    appeal: "Si crees que es un error, escribe a quien lleva este sitio. Con la sala y la hora basta para consultarlo.",
  },
};
