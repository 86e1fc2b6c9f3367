#!/usr/bin/python3
"""A participant with GStreamer's webrtcbin, whose only cipher is AES128_CM_HMAC_SHA1_80."""

import asyncio
import wave

import gi
import numpy

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

import conversation  # noqa: E402

FRAME = conversation.RATE // 50
RTP = "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=96,encoding-params=(string)2"
RAW = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1"
MICROPHONE = (
    f"appsrc name=microphone format=time is-live=true caps={RAW} ! audioconvert ! opusenc ! rtpopuspay pt=96 ! {RTP}"
    " ! webrtc.sink_0 webrtcbin name=webrtc bundle-policy=max-bundle latency=60"
)
SLOT = f"rtpopusdepay ! opusdec ! audioconvert ! audioresample ! {RAW} ! appsink name=sink emit-signals=true sync=false"


class GStreamer(conversation.Peer):
    """A participant whose connection is webrtcbin's. Its signals come on threads of GStreamer's."""

    client = "gstreamer-test/1"

    def __init__(self, options):
        super().__init__(options)
        with wave.open(options.microphone) as file:
            self.words = numpy.frombuffer(file.readframes(file.getnframes()), dtype=numpy.int16)
        self.loop = None
        self.pipeline = None
        self.webrtc = None
        self.agent = None
        self.speaking = None

    async def offer(self):
        self.loop = asyncio.get_running_loop()
        self.pipeline = Gst.parse_launch(MICROPHONE)
        self.webrtc = self.pipeline.get_by_name("webrtc")
        # Without a reference of ours the agent is gone before it gathers; loopback it leaves out by itself.
        self.agent = self.webrtc.get_property("ice-agent")
        self.agent.emit("add-local-ip-address", "127.0.0.1")
        self.webrtc.connect("pad-added", self.on_pad)
        self.webrtc.connect("notify::connection-state", self.on_state)
        wanted = asyncio.Event()
        self.webrtc.connect("on-negotiation-needed", lambda _: self.loop.call_soon_threadsafe(wanted.set))
        direction = GstWebRTC.WebRTCRTPTransceiverDirection
        self.webrtc.emit("get-transceiver", 0).set_property("direction", direction.SENDONLY)
        for _ in range(conversation.SLOTS):
            self.webrtc.emit("add-transceiver", direction.RECVONLY, Gst.Caps.from_string(RTP))
        self.pipeline.set_state(Gst.State.PLAYING)
        # webrtcbin offers nothing before each of its inputs has said what it carries, which takes a frame.
        self.push(numpy.zeros(FRAME, dtype=numpy.int16), 0)
        await wanted.wait()
        created = await self.promised("create-offer", None)
        reply = created.get_reply()  # owns the offer, which dies with it
        offer = reply.get_value("offer")
        text = offer.sdp.as_text()
        await self.promised("set-local-description", offer)
        return text

    async def accept(self, answer):
        _, message = GstSdp.SDPMessage.new_from_text(answer)
        description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
        await self.promised("set-remote-description", description)

    async def promised(self, action, argument):
        """Ask for what webrtcbin does in its own time, and return the promise, which owns the reply."""
        promise = Gst.Promise.new()
        self.webrtc.emit(action, argument, promise)
        await self.loop.run_in_executor(None, promise.wait)
        return promise

    def on_state(self, webrtc, _):
        state = webrtc.get_property("connection-state").value_nick
        self.loop.call_soon_threadsafe(lambda: conversation.tell(local="connection", state=state))

    def on_pad(self, _, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        slot = conversation.Slot()
        branch = Gst.parse_bin_from_description(SLOT, True)
        branch.get_by_name("sink").connect("new-sample", on_sample, slot)
        self.pipeline.add(branch)
        branch.sync_state_with_parent()
        pad.link(branch.get_static_pad("sink"))
        self.loop.call_soon_threadsafe(self.slots.append, slot)

    def speak(self):
        self.hush()
        self.speaking = asyncio.create_task(self.talk())

    def hush(self):
        if self.speaking:
            self.speaking.cancel()

    async def talk(self):
        """Push a frame every 20 ms; who is late catches up."""
        began = self.loop.time()
        start = self.pipeline.get_clock().get_time() - self.pipeline.get_base_time()
        frames = len(self.words) // FRAME
        for count in range(10**9):
            self.push(self.words[count % frames * FRAME :][:FRAME], start + count * 20 * Gst.MSECOND)
            await asyncio.sleep(began + count * 0.02 - self.loop.time())

    def push(self, samples, at):
        """Give the microphone 20 ms that belong at a time of the pipeline's."""
        buffer = Gst.Buffer.new_wrapped(samples.tobytes())
        buffer.pts = at
        buffer.duration = 20 * Gst.MSECOND
        self.pipeline.get_by_name("microphone").emit("push-buffer", buffer)

    async def close(self):
        self.hush()
        self.pipeline.set_state(Gst.State.NULL)


def on_sample(sink, slot):
    """Take one buffer of decoded sound, on its streaming thread."""
    sample = sink.emit("pull-sample")
    if slot.recording and sample:
        buffer = sample.get_buffer()
        samples = numpy.frombuffer(buffer.extract_dup(0, buffer.get_size()), dtype=numpy.int16)
        slot.heard(buffer.pts * conversation.RATE // Gst.SECOND, samples)
    return Gst.FlowReturn.OK


if __name__ == "__main__":
    Gst.init(None)
    conversation.main(__doc__, GStreamer)
