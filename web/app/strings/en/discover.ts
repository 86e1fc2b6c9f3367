/** Finding a room and somebody to talk to: the lobby, the profile, the form of a new room. */
export const discover = {
  missed: "Your turn came and went. Raise your hand again when you like.",
};

/** Coded refusals of rounds, cards, the line and kept seats. */
export const discoverErrors = {
  no_round: "No rounds are running.",
  invalid_round: "A round lasts 30 seconds to 2 hours, in a language of the room.",
  no_pack: "That pack of cards is not here.",
  no_hand: "That hand is down again.",
  seat_kept: "That seat is kept for someone else.",
};
