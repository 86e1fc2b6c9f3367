import { type Locale, type Strings } from "../strings";
import { ar } from "../strings/ar";
import { en } from "../strings/en";
import { es } from "../strings/es";
import { zh } from "../strings/zh";

/** Every language the app speaks, complete: the app fetches one, the tests read all. */
export const tables: Record<Locale, Strings> = { ar, en, es, "zh-Hans": zh };
