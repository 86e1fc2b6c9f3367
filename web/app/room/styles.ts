/** How a room looks: fetched with it, since the first view of the lobby or of a link has no use for it. */
import "../styles/room.css";
import "../styles/bar.css";
import "../styles/seats.css";
import "../styles/chat.css";
import "../styles/message.css";
import "../styles/reactions.css";
import "../styles/console.css";
import "../styles/rounds.css";
