import type { Page } from "./router";
import type { Part } from "./ui/part";
import { pagePart } from "./ui/page-part";

/** The pages that come when they are asked for, with their words. */
export const pages: Record<Page, Part<object>> = {
  schedule: pagePart("schedule", async () => (await import("./schedule/schedule-page")).SchedulePage),
  settings: pagePart("settings", async () => (await import("./settings/settings-page")).SettingsPage),
};
