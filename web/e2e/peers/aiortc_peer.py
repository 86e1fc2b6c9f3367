#!/usr/bin/python3
"""A participant with aiortc, whose only cipher is AES128_CM_HMAC_SHA1_80."""

import asyncio

import av
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer

import conversation


class Aiortc(conversation.Peer):
    """A participant whose connection is aiortc's."""

    client = "aiortc-test/1"

    def __init__(self, options):
        super().__init__(options)
        self.pc = None
        self.microphone = None
        self.draining = []

    async def offer(self):
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.microphone = self.pc.addTransceiver("audio", direction="sendonly")
        for _ in range(conversation.SLOTS):
            self.pc.addTransceiver("audio", direction="recvonly")
        self.pc.on("track", self.on_track)
        told = lambda: conversation.tell(local="connection", state=self.pc.connectionState)
        self.pc.on("connectionstatechange", told)
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return self.pc.localDescription.sdp

    async def accept(self, answer):
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))

    def on_track(self, track):
        slot = conversation.Slot()
        self.slots.append(slot)
        self.draining.append(asyncio.create_task(drain(track, slot)))

    def speak(self):
        self.microphone.sender.replaceTrack(MediaPlayer(self.options.microphone, loop=True).audio)

    def hush(self):
        self.microphone.sender.replaceTrack(None)

    async def close(self):
        await self.pc.close()
        for task in self.draining:
            task.cancel()


async def drain(track, slot):
    """Read until the track ends; an unread track would grow without bound."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=conversation.RATE)
    while True:
        frame = await track.recv()
        if slot.recording:
            for part in resampler.resample(frame):
                slot.heard(frame.pts, part.to_ndarray().reshape(-1))


if __name__ == "__main__":
    conversation.main(__doc__, Aiortc)
