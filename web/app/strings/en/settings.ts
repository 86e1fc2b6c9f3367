/** The settings page, the check of microphone and speakers, and the app as a thing one keeps. Fetched with them. */
export const settings = {
  heading: "Settings",
  you: "You",
  unknown: "You have no nickname yet. You choose one when you first go into a room.",
  editProfile: "Nickname and languages",

  look: {
    heading: "Look and language",
    theme: "Light or dark",
    themes: { system: "System", light: "Light", dark: "Dark" },
  },

  quiet: "Sounds and announcements",

  devices: {
    heading: "Microphone and speakers",
    microphone: "Microphone",
    speaker: "Speaker",
    standard: "The system’s choice",
    numbered: (number: string) => `Device ${number}`,
    away: "The one you chose is not connected, so the system’s is used for now.",
    noSpeaker: "This browser plays through the speaker that is chosen in the system.",
    check: "Check the microphone",
    checkText: "Nobody else hears it. The browser may ask whether Corner may use the microphone.",
    asking: "Waiting for your answer to the browser",
    level: "Loudness of the microphone",
    speak: "Say something: the bar moves with your voice.",
    onAir: "Your microphone is open in the room: the bar shows what others hear.",
    silent: "Nothing is heard so far. Is this the right microphone, and is it switched on?",
    close: "Close the microphone",
    record: "Record four seconds",
    recording: "Recording. Say something.",
    recorded: "This is how you sound to others",
    again: "Record again",
    stays: "The recording stays on this device and is gone when the microphone closes.",
  },

  reminders: {
    heading: "Reminders",
    on: "Reminders of your meetups come to this device.",
    off: "No reminders come to this device.",
    asking: "Waiting for your answer to the browser",
    looking: "Looking it up",
    turnOn: "Turn reminders on",
    turnOff: "Turn reminders off",
    denied: "The browser keeps reminders off. To allow them, open the page’s permissions beside the address, allow notifications, and come back.",
    none: "This browser cannot be reminded. Calendar links work everywhere.",
    install: "On this device reminders come once Corner is on the home screen.",
    absent: "This server sends no reminders. Calendar links work all the same.",
    failed: "That could not be changed right now. Try again.",
  },

  install: {
    heading: "Keep Corner",
    text: "Put Corner on the home screen: it opens full screen, also without a network.",
    button: "Install",
    ios: "Tap Share, then “Add to Home Screen”: Corner opens full screen, also without a network.",
    done: "Corner is on this device.",
    dismiss: "Not now",
  },

  update: {
    ready: "A new version of Corner is ready.",
    reload: "Reload",
    failed: "The new version could not be loaded. Reload the page.",
  },

  about: {
    heading: "About",
    text: "Corner: voice rooms for people who learn each other’s language.",
    looking: "Asking the server",
    version: "Version of the server",
    zones: "Time zone data",
    unknown: "not known",
    old: "This server does not say which version it is.",
    failed: "The server cannot be asked right now.",
  },

  forget: {
    heading: "Forget me on this device",
    text: "Your nickname and languages, what you chose here, whom you blocked and how loud people are for you. You come back as somebody new: rooms and meetups of yours are no longer yours, and reminders end.",
    button: "Forget me",
    done: "This device has forgotten you.",
    undo: "Undo",
    undoText: "As long as this page is open you can take it back. Reminders then have to be turned on again.",
    undone: "All is as it was.",
  },

  offline: {
    title: "You are offline",
    text: "Corner goes on by itself when the network is back.",
    room: "The room is still there. It opens when the network is back.",
    lobby: "To the rooms",
  },
};

/** What every language says about settings. */
export type SettingsStrings = typeof settings;
