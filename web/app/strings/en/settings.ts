/** The settings page. Fetched with it. */
export const settings = {
  heading: "Settings",
};

/** What every language says about settings. */
export type SettingsStrings = typeof settings;
