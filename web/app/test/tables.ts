import { type Locale, type Strings } from "../strings";
import { en } from "../strings/en";
import { room as enRoom } from "../strings/en/room";
import { schedule as enSchedule } from "../strings/en/schedule";
import { settings as enSettings } from "../strings/en/settings";
import { es } from "../strings/es";
import { room as esRoom } from "../strings/es/room";
import { schedule as esSchedule } from "../strings/es/schedule";
import { settings as esSettings } from "../strings/es/settings";
import type { LateStrings } from "../strings/late";
import { zh } from "../strings/zh";
import { room as zhRoom } from "../strings/zh/room";
import { schedule as zhSchedule } from "../strings/zh/schedule";
import { settings as zhSettings } from "../strings/zh/settings";

/** Every language the app speaks, complete: the app fetches one, the tests read all. */
export const tables: Record<Locale, Strings> = {
  en: { ...en, ...enRoom },
  es: { ...es, ...esRoom },
  "zh-Hans": { ...zh, ...zhRoom },
};

/** The words that come late, likewise. */
export const lateTables: Record<Locale, LateStrings> = {
  en: { schedule: enSchedule, settings: enSettings },
  es: { schedule: esSchedule, settings: esSettings },
  "zh-Hans": { schedule: zhSchedule, settings: zhSettings },
};
