import type { SettingsStrings } from "../en/settings";

/** La página de ajustes. */
export const settings: SettingsStrings = {
  heading: "Ajustes",
};
