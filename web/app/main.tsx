import { render } from "preact";
import { App } from "./app";
import { server } from "./server";
import { Shell } from "./shell";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/lobby.css";
import "./styles/room.css";
import "./styles/seats.css";

const place = document.getElementById("app");
if (place !== null) render(<App shell={new Shell(server(location.origin), window)} />, place);
