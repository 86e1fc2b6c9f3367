import type { SettingsStrings } from "../en/settings";

/** 设置页。 */
export const settings: SettingsStrings = {
  heading: "设置",
};
