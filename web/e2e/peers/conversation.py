"""corner.v1 for participants that are no browser: a socket, a command line made of JSON, and recordings of the slots.

Standard input takes one JSON command per line, standard output gives one JSON line per frame of the server.
{"type": "...", "data": {...}} goes to the server as it is; {"local": "speak"|"hush"|"record"|"save"} stays here.
"""

import argparse
import asyncio
import json
import sys
import wave

import aiohttp
import numpy

RATE = 48_000
SLOTS = 3


def tell(**frame):
    """Write one line for the test to read."""
    sys.stdout.write(json.dumps(frame, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class Slot:
    """What one slot played, placed by its timestamps: gaps stay gaps."""

    def __init__(self):
        self.parts = []
        self.recording = False

    def heard(self, at, samples):
        """Keep samples (mono, 16 bits, 48 kHz) that belong at a place, counted in samples."""
        if self.recording:
            self.parts.append((at, samples))

    def record(self):
        self.parts.clear()
        self.recording = True

    def save(self, path):
        """End the recording, write it and tell how long it is, in seconds."""
        self.recording = False
        first = min((at for at, _ in self.parts), default=0)
        last = max((at - first + len(part) for at, part in self.parts), default=0)
        samples = numpy.zeros(last, dtype=numpy.int16)
        for at, part in self.parts:
            samples[at - first : at - first + len(part)] = part
        with wave.open(path, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(samples.tobytes())
        return last / RATE


class Peer:
    """One participant. A subclass has the connection, and fills `slots` as they appear."""

    client = "peer-test/1"

    def __init__(self, options):
        self.options = options
        self.slots = []
        self.socket = None
        self.next_id = 1

    async def offer(self):
        """Make the connection, one microphone line and SLOTS lines to receive, and return its offer."""
        raise NotImplementedError

    async def accept(self, answer):
        """Take the server's answer."""
        raise NotImplementedError

    def speak(self):
        """Put the microphone's file on the line, in a loop."""
        raise NotImplementedError

    def hush(self):
        """Take it off the line."""
        raise NotImplementedError

    async def close(self):
        """End the connection."""
        raise NotImplementedError

    async def send(self, kind, data):
        await self.socket.send_json({"id": self.next_id, "type": kind, "data": data})
        self.next_id += 1

    async def join(self):
        profile = {"name": self.options.name, "speaks": ["es"], "learns": ["en"], "time_zone": "America/Bogota"}
        offer = await self.offer()
        join = {"room": self.options.room, "token": "", "profile": profile, "offer": offer, "client": self.client}
        await self.send("join", join)

    async def read(self):
        """Pass the server's frames on; the welcome carries the answer."""
        async for message in self.socket:
            if message.type != aiohttp.WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            data = frame.get("data", {})
            if frame.get("type") == "ping":
                await self.socket.send_json({"type": "pong", "data": {"seq_ack": data.get("seq", 0)}})
                continue
            answer = data.pop("answer", None)
            if answer:
                await self.accept(answer)
            tell(**frame)
        tell(local="closed", code=self.socket.close_code)

    async def obey(self):
        """Read commands from standard input until it ends."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            command = json.loads(line)
            if "local" in command:
                self.obey_locally(command["local"])
            else:
                await self.send(command["type"], command.get("data", {}))

    def obey_locally(self, what):
        if what == "speak":
            self.speak()
        elif what == "hush":
            self.hush()
        elif what == "record":
            for slot in self.slots:
                slot.record()
        elif what == "save":
            for index, slot in enumerate(self.slots):
                path = f"{self.options.record}.{index}.wav"
                tell(local="saved", path=path, seconds=slot.save(path))
            tell(local="done")


async def converse(peer):
    """Be in the room until the socket or the commands end."""
    options = peer.options
    headers = {"Origin": options.origin}
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(options.url, protocols=["corner.v1"], headers=headers, autoping=True) as socket:
            peer.socket = socket
            await peer.join()
            tasks = [asyncio.create_task(peer.read()), asyncio.create_task(peer.obey())]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await peer.close()
            for task in tasks:
                task.cancel()
            for task in done:
                task.result()


def main(description, make):
    """Read the command line, make the peer and let it take part."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", required=True, help="ws://host:port/v1/signal")
    parser.add_argument("--origin", required=True)
    parser.add_argument("--room", required=True)
    parser.add_argument("--name", default="peer")
    parser.add_argument("--microphone", required=True, help="48 kHz mono WAV that is said in a loop")
    parser.add_argument("--record", required=True, help="recordings are PATH.<slot>.wav")
    options = parser.parse_args()
    asyncio.run(converse(make(options)))
