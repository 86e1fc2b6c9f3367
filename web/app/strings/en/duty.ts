/** Who hosts when in a room that goes round the sun. Names come isolated, so that they mix with any script. */
export const duty = {
  heading: "Who hosts",
  hosts: (name: string, time: string) => `Host until ${time}: ${name}`,
  standsIn: (name: string, time: string) => `Host until ${time}: ${name}, standing in`,
  missing: (name: string, time: string) => `On duty until ${time}: ${name}, not hosting yet`,
  after: (name: string, theirs: string) => (theirs === "" ? `then ${name}` : `then ${name} (${theirs})`),
  afterAt: (name: string, at: string) => `then ${name} at ${at}`,
  next: (name: string, at: string) => `Next to host: ${name} at ${at}`,
  /** Somebody's time, and where that is. */
  there: (time: string, place: string) => `${time} in ${place}`,
  aside: (time: string, theirs: string) => `${time} (${theirs})`,
  /** The form of a roster. */
  fields: {
    legend: "Who hosts at which hours",
    hint: "Each by their own clock. Between two shifts the host stays.",
    add: "Add a shift",
    of: (name: string) => `Shift of ${name}`,
    who: "Host",
    from: "From",
    length: "For",
    days: "Days",
    everyDay: "No day chosen means every day.",
    otherRule: "This shift repeats in a way that cannot be changed here.",
    zone: "By the clock of",
    substitute: "Stands in",
    nobody: "Nobody",
    remove: (name: string) => `Remove the shift of ${name}`,
  },
};

/** What every language says about the duty. */
export type DutyStrings = typeof duty;
