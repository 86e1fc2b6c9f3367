const rules = new Intl.PluralRules("ar");

/** The six forms of a counted thing; # is where the number stands. One and two say it in the word itself. */
export type Forms = Readonly<Record<Intl.LDMLPluralRule, string>>;

/** Returns "مستمع واحد", "مستمعان", "3 مستمعين", "11 مستمعًا", "100 مستمع": what Arabic makes of a number and a thing. */
export function counted(shown: string, count: number, forms: Forms): string {
  return forms[rules.select(count)].replace("#", shown);
}

/** Forms of a noun whose words for none and for hundreds are its plain singular, which is nearly every one. */
export function noun(singular: string, one: string, two: string, few: string, many: string): Forms {
  return { zero: `# ${singular}`, one, two, few: `# ${few}`, many: `# ${many}`, other: `# ${singular}` };
}

/** Returns the forms with the same words before and after each. */
export function around(before: string, forms: Forms, after: string): Forms {
  const { zero, one, two, few, many, other } = forms;
  const put = (form: string) => `${before}${form}${after}`;
  return { zero: put(zero), one: put(one), two: put(two), few: put(few), many: put(many), other: put(other) };
}

export const people = noun("شخص", "شخص واحد", "شخصان", "أشخاص", "شخصًا");
export const listeners = noun("مستمع", "مستمع واحد", "مستمعان", "مستمعين", "مستمعًا");
export const rooms = noun("غرفة", "غرفة واحدة", "غرفتان", "غرف", "غرفة");
export const hands = noun("يد", "يد واحدة", "يدان", "أيدٍ", "يدًا");
export const letters = noun("حرف", "حرف واحد", "حرفان", "أحرف", "حرفًا");
