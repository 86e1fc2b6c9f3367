package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

const (
	clockRate = 48000
	slotCount = 3
	levelURI  = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
	// defaultLevel is that of a voice close to its microphone, dBov.
	defaultLevel = -30
)

// Packet is an RTP packet of a slot.
type Packet = rtp.Packet

// NewAPI makes peer connections for Opus only, on any IPv4 interface, loopback too, without interceptors: what
// is written is what is sent. A non-nil settings is where a caller changes more.
func NewAPI(settings func(*webrtc.SettingEngine)) (*webrtc.API, error) {
	var engine webrtc.MediaEngine
	opus := webrtc.RTPCodecParameters{PayloadType: 111, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: clockRate, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}}
	if err := engine.RegisterCodec(opus, webrtc.RTPCodecTypeAudio); err != nil {
		return nil, fmt.Errorf("register opus: %w", err)
	}
	level := webrtc.RTPHeaderExtensionCapability{URI: levelURI}
	if err := engine.RegisterHeaderExtension(level, webrtc.RTPCodecTypeAudio); err != nil {
		return nil, fmt.Errorf("register audio level: %w", err)
	}
	var s webrtc.SettingEngine
	s.SetIncludeLoopbackCandidate(true)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	if settings != nil {
		settings(&s)
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(&engine), webrtc.WithSettingEngine(s)), nil
}

// media is one peer connection from its offer to its end.
type media struct {
	peer   *webrtc.PeerConnection
	track  *webrtc.TrackLocalStaticRTP
	sender *webrtc.RTPSender

	connected chan struct{} // closed when the first packet could go
	failed    chan struct{} // closed when none ever will again
	readers   sync.WaitGroup

	mu        sync.Mutex // guards what follows
	slots     map[string]int
	onRTP     func(slot int, p *Packet)
	header    rtp.Header
	level     int
	levelID   uint8 // of the negotiated extension, 0 for none
	receiving bool  // false once closing: no reader may start
}

// newMedia makes the connection and its offer, without candidates.
func newMedia(api *webrtc.API, onRTP func(int, *Packet)) (*media, string, error) {
	if api == nil {
		var err error
		if api, err = NewAPI(nil); err != nil {
			return nil, "", err
		}
	}
	peer, err := api.NewPeerConnection(webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle})
	if err != nil {
		return nil, "", fmt.Errorf("peer connection: %w", err)
	}
	m := &media{peer: peer, connected: make(chan struct{}), failed: make(chan struct{}), onRTP: onRTP,
		level: defaultLevel, receiving: true}
	offer, err := m.offer()
	if err != nil {
		_ = peer.Close()
		return nil, "", err
	}
	return m, offer, nil
}

// offer is one microphone line and the slots.
func (m *media) offer() (string, error) {
	var err error
	opus := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: clockRate, Channels: 2}
	if m.track, err = webrtc.NewTrackLocalStaticRTP(opus, "microphone", "microphone"); err != nil {
		return "", fmt.Errorf("track: %w", err)
	}
	microphone, err := m.peer.AddTransceiverFromTrack(m.track,
		webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return "", fmt.Errorf("microphone line: %w", err)
	}
	m.sender = microphone.Sender()
	for range slotCount {
		if _, err := m.peer.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio,
			webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return "", fmt.Errorf("slot line: %w", err)
		}
	}
	m.peer.OnTrack(m.play)
	m.peer.OnConnectionStateChange(m.watch())
	offer, err := m.peer.CreateOffer(nil)
	if err != nil {
		return "", fmt.Errorf("offer: %w", err)
	}
	if err := m.peer.SetLocalDescription(offer); err != nil {
		return "", fmt.Errorf("offer: %w", err)
	}
	return offer.SDP, nil
}

// watch turns states into two channels, each closed once.
func (m *media) watch() func(webrtc.PeerConnectionState) {
	var connected, failed sync.Once
	return func(state webrtc.PeerConnectionState) {
		switch state {
		case webrtc.PeerConnectionStateConnected:
			connected.Do(func() { close(m.connected) })
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			failed.Do(func() { close(m.failed) })
		}
	}
}

// restart asks the server for a new path, on the connection that there is, and takes it.
func (m *media) restart(ask func(offer string) (answer string, err error)) error {
	offer, err := m.peer.CreateOffer(&webrtc.OfferOptions{ICERestart: true})
	if err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	if err := m.peer.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	answer, err := ask(offer.SDP)
	if err != nil {
		return err
	}
	if err := m.peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// accept applies the one answer.
func (m *media) accept(w Welcome) error {
	m.mu.Lock()
	m.slots = make(map[string]int, len(w.Slots))
	for _, line := range w.Slots {
		m.slots[line.Mid] = line.Slot
	}
	m.mu.Unlock()
	answer := webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: w.Answer}
	if err := m.peer.SetRemoteDescription(answer); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, extension := range m.sender.GetParameters().HeaderExtensions {
		if extension.URI == levelURI {
			m.levelID = uint8(extension.ID) //nolint:gosec // ids are 1–14 (RFC 8285)
		}
	}
	return nil
}

// play reads one slot until the connection ends, on a goroutine of Pion's.
func (m *media) play(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	slot, ok := m.begin(receiver)
	if !ok {
		return
	}
	defer m.readers.Done()
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		m.mu.Lock()
		onRTP := m.onRTP
		m.mu.Unlock()
		if onRTP != nil {
			onRTP(slot, packet)
		}
	}
}

// begin counts a reader, unless it is too late, and says which slot it reads.
func (m *media) begin(receiver *webrtc.RTPReceiver) (int, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.receiving {
		return 0, false
	}
	for _, line := range m.peer.GetTransceivers() {
		if slot, known := m.slots[line.Mid()]; known && line.Receiver() == receiver {
			m.readers.Add(1)
			return slot, true
		}
	}
	return 0, false
}

func (m *media) close() error {
	m.mu.Lock()
	m.receiving = false
	m.mu.Unlock()
	err := m.peer.GracefulClose()
	m.readers.Wait()
	return err
}

// ErrNoMedia says that the client joined without media.
var ErrNoMedia = errors.New("joined without media")

// MediaReady waits until audio can flow.
func (c *Client) MediaReady(ctx context.Context) error {
	if c.media == nil {
		return ErrNoMedia
	}
	select {
	case <-c.media.connected:
		return nil
	case <-c.media.failed:
		return errors.New("media: connection failed")
	case <-ctx.Done():
		return fmt.Errorf("media: %w", ctx.Err())
	}
}

// RestartMedia finds another path for the audio, on the connection that there is (an ICE restart). An *Error with the
// code "no_media" says that there is none: Dial again.
func (c *Client) RestartMedia(ctx context.Context) error {
	if c.media == nil {
		return ErrNoMedia
	}
	return c.media.restart(func(offer string) (string, error) {
		raw, err := c.Do(ctx, "media.restart", restartData{offer})
		if err != nil {
			return "", err
		}
		var restarted struct{ Answer string }
		if err := json.Unmarshal(raw, &restarted); err != nil {
			return "", fmt.Errorf("restarted: %w", err)
		}
		return restarted.Answer, nil
	})
}

// SetLowDelay says whether packets are to come at once, even where the server merges them for others.
func (c *Client) SetLowDelay(ctx context.Context, on bool) error {
	_, err := c.Do(ctx, "media.set", mediaData{on})
	return err
}

// OnRTP sets who gets the packets of the slots; nil drops them. The packet is the function's to keep. It is
// called on one goroutine per slot.
func (c *Client) OnRTP(f func(slot int, p *Packet)) {
	if c.media == nil {
		return
	}
	c.media.mu.Lock()
	defer c.media.mu.Unlock()
	c.media.onRTP = f
}

// SetLevel sets the level that goes with the audio from now on, dBov: 0 loudest, -127 silence (RFC 6464).
func (c *Client) SetLevel(dBov int) {
	if c.media == nil {
		return
	}
	c.media.mu.Lock()
	defer c.media.mu.Unlock()
	c.media.level = min(0, max(-127, dBov))
}

// WriteAudio sends one Opus packet that lasts d. It sends whatever the server thinks of it: the gate is there.
func (c *Client) WriteAudio(payload []byte, d time.Duration) error {
	if c.media == nil {
		return ErrNoMedia
	}
	packet, err := c.media.packet(payload, d)
	if err != nil {
		return err
	}
	return c.media.track.WriteRTP(packet)
}

// WriteRTP sends a packet as it is, but for SSRC and payload type, which are the connection's.
func (c *Client) WriteRTP(p *Packet) error {
	if c.media == nil {
		return ErrNoMedia
	}
	return c.media.track.WriteRTP(p)
}

// PeerConnection is the connection itself, for tests that look closer; nil without media.
func (c *Client) PeerConnection() *webrtc.PeerConnection {
	if c.media == nil {
		return nil
	}
	return c.media.peer
}

// packet numbers and times the next packet.
func (m *media) packet(payload []byte, d time.Duration) (*Packet, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	header := m.header
	header.Version = 2
	if m.levelID != 0 {
		voice := byte(0x80) // the V bit: this is speech
		if err := header.SetExtension(m.levelID, []byte{voice | byte(-m.level)}); err != nil {
			return nil, fmt.Errorf("audio level: %w", err)
		}
	}
	m.header.SequenceNumber++
	m.header.Timestamp += uint32(d * clockRate / time.Second) //nolint:gosec // wraps as RTP does
	return &Packet{Header: header, Payload: payload}, nil
}
