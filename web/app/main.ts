/**
 * The first file of the app, and the smallest: it asks for the words in the person's language while the app itself is
 * still on its way, and begins when both are here.
 */
import { sayBroken } from "./broken";
import { Memory } from "./memory";
import { directionOf, loadStrings, pickLocale } from "./strings";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/lobby.css";
import "./styles/fields.css";

const place = document.getElementById("app");
const memory = new Memory(() => localStorage, () => sessionStorage);
const locale = pickLocale(memory.locale(), navigator.languages);
document.documentElement.lang = locale;
document.documentElement.dir = directionOf(locale);
Promise.all([import("./start"), loadStrings(locale)]).then(
  ([{ start }, strings]) => place !== null && start(place, { locale, strings, memory }),
  () => place !== null && sayBroken(place, locale),
);
