#!/usr/bin/python3
"""A participant that is no browser: corner.v1 over aiohttp, media over aiortc (AES128_CM_HMAC_SHA1_80).

Standard input takes one JSON command per line, standard output gives one JSON line per frame of the server.
{"type": "...", "data": {...}} goes to the server as it is; {"local": "speak"|"hush"|"record"|"save"} stays here.
"""

import argparse
import asyncio
import json
import sys
import wave

import aiohttp
import av
import numpy
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer

RATE = 48_000
SLOTS = 3


def tell(**frame):
    """Write one line for the test to read."""
    print(json.dumps(frame, ensure_ascii=False), flush=True)


class Slot:
    """What one slot played, placed by its RTP timestamps: gaps stay gaps."""

    def __init__(self, track):
        self.track = track
        self.frames = []
        self.recording = False
        self.resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)

    async def drain(self):
        """Read until the track ends; an unread track would grow without bound."""
        while True:
            frame = await self.track.recv()
            if not self.recording:
                continue
            for part in self.resampler.resample(frame):
                self.frames.append((frame.pts, part.to_ndarray().reshape(-1)))

    def save(self, path):
        """Write the recording and tell how long it is, in seconds."""
        first = self.frames[0][0] if self.frames else 0
        last = max((pts - first + len(part) for pts, part in self.frames), default=0)
        samples = numpy.zeros(last, dtype=numpy.int16)
        for pts, part in self.frames:
            if pts >= first:
                samples[pts - first : pts - first + len(part)] = part
        with wave.open(path, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(samples.tobytes())
        return last / RATE


class Peer:
    """One participant: a socket, a connection, a microphone and three slots."""

    def __init__(self, options, socket):
        self.options = options
        self.socket = socket
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.microphone = self.pc.addTransceiver("audio", direction="sendonly")
        self.slots = []
        self.tasks = []
        self.next_id = 1
        for _ in range(SLOTS):
            self.pc.addTransceiver("audio", direction="recvonly")
        self.pc.on("track", self.on_track)
        self.pc.on("connectionstatechange", lambda: tell(local="connection", state=self.pc.connectionState))

    def on_track(self, track):
        slot = Slot(track)
        self.slots.append(slot)
        self.tasks.append(asyncio.create_task(slot.drain()))

    async def send(self, kind, data):
        await self.socket.send_json({"id": self.next_id, "type": kind, "data": data})
        self.next_id += 1

    async def join(self):
        await self.pc.setLocalDescription(await self.pc.createOffer())
        profile = {"name": self.options.name, "speaks": ["es"], "learns": ["en"], "time_zone": "America/Bogota"}
        await self.send(
            "join",
            {
                "room": self.options.room,
                "token": "",
                "profile": profile,
                "offer": self.pc.localDescription.sdp,
                "client": "aiortc-test/1",
            },
        )

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
                await self.pc.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
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
            self.microphone.sender.replaceTrack(MediaPlayer(self.options.wav, loop=True).audio)
        elif what == "hush":
            self.microphone.sender.replaceTrack(None)
        elif what == "record":
            for slot in self.slots:
                slot.frames.clear()
                slot.recording = True
        elif what == "save":
            for index, slot in enumerate(self.slots):
                slot.recording = False
                path = f"{self.options.record}.{index}.wav"
                tell(local="saved", path=path, seconds=slot.save(path))
            tell(local="done")


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="ws://host:port/v1/signal")
    parser.add_argument("--origin", required=True)
    parser.add_argument("--room", required=True)
    parser.add_argument("--name", default="aiortc")
    parser.add_argument("--wav", required=True, help="what the microphone says, in a loop")
    parser.add_argument("--record", required=True, help="recordings are PATH.<slot>.wav")
    options = parser.parse_args()
    headers = {"Origin": options.origin}
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(options.url, protocols=["corner.v1"], headers=headers, autoping=True) as socket:
            peer = Peer(options, socket)
            await peer.join()
            reading = asyncio.create_task(peer.read())
            obeying = asyncio.create_task(peer.obey())
            await asyncio.wait([reading, obeying], return_when=asyncio.FIRST_COMPLETED)
            await peer.pc.close()
            for task in [reading, obeying, *peer.tasks]:
                task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
