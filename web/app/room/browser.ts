/** Browsers whose permission settings are found in different places. */
export type Browser = "chrome" | "firefox" | "safari" | "other";

/** Tells the browsers apart by their user agent; only the words of a how-to depend on it. */
export function browserOf(userAgent: string): Browser {
  if (/Firefox|FxiOS/.test(userAgent)) return "firefox";
  if (/Chrome|CriOS|Edg/.test(userAgent)) return "chrome";
  return /Safari/.test(userAgent) ? "safari" : "other";
}
