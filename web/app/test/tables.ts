import { type Locale, type Strings } from "../strings";
import { ar } from "../strings/ar";
import { duty as arDuty } from "../strings/ar/duty";
import { schedule as arSchedule } from "../strings/ar/schedule";
import { settings as arSettings } from "../strings/ar/settings";
import { en } from "../strings/en";
import { duty as enDuty } from "../strings/en/duty";
import { schedule as enSchedule } from "../strings/en/schedule";
import { settings as enSettings } from "../strings/en/settings";
import { es } from "../strings/es";
import { duty as esDuty } from "../strings/es/duty";
import { schedule as esSchedule } from "../strings/es/schedule";
import { settings as esSettings } from "../strings/es/settings";
import type { LateStrings } from "../strings/late";
import { zh } from "../strings/zh";
import { duty as zhDuty } from "../strings/zh/duty";
import { schedule as zhSchedule } from "../strings/zh/schedule";
import { settings as zhSettings } from "../strings/zh/settings";

/** Every language the app speaks, complete: the app fetches one, the tests read all. */
export const tables: Record<Locale, Strings> = { ar, en, es, "zh-Hans": zh };

/** The words that come late, likewise. */
export const lateTables: Record<Locale, LateStrings> = {
  ar: { duty: arDuty, schedule: arSchedule, settings: arSettings },
  en: { duty: enDuty, schedule: enSchedule, settings: enSettings },
  es: { duty: esDuty, schedule: esSchedule, settings: esSettings },
  "zh-Hans": { duty: zhDuty, schedule: zhSchedule, settings: zhSettings },
};
