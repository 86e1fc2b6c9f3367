//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// roleFanOut is the argument that makes this command the fan-out of PeerConnections.
const roleFanOut = "fan-out"

// exchange is a line in each direction: an offer, its answer.
type exchange struct {
	SDP string `json:"sdp"`
}

// serveFanOut answers offers with PeerConnections of Pion's defaults, each with a track for every slot, and writes to
// the tracks until in ends. It is an SFU as the examples make it: TrackLocalStaticRTP copies to all that have it.
func serveFanOut(in io.Reader, out io.Writer) error {
	api, err := newAPI()
	if err != nil {
		return err
	}
	var tracks [slots]*webrtc.TrackLocalStaticRTP
	for i := range tracks {
		tracks[i], err = webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2},
			fmt.Sprint("slot", i), fmt.Sprint("slot", i))
		if err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		defer cancel()
		done <- answerAll(api, tracks[:], in, out)
	}()
	err = pace(ctx, func(slot int, sequence uint16, timestamp uint32) error {
		var p rtp.Packet
		if err := p.Unmarshal(compose(slot, sequence, timestamp, 12)); err != nil {
			return err
		}
		if err := tracks[slot].WriteRTP(&p); err != nil && !errors.Is(err, io.ErrClosedPipe) {
			return err
		}
		return nil
	})
	cancel()
	return errors.Join(err, <-done)
}

// newAPI is Pion's default but for where it listens: on loopback only, lite, and waiting
// for the client's hello, as a server is.
func newAPI() (*webrtc.API, error) {
	var media webrtc.MediaEngine
	if err := media.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	var registry interceptor.Registry
	if err := webrtc.RegisterDefaultInterceptors(&media, &registry); err != nil {
		return nil, err
	}
	var settings webrtc.SettingEngine
	settings.SetLite(true)
	if err := settings.SetAnsweringDTLSRole(webrtc.DTLSRoleServer); err != nil {
		return nil, err
	}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetIPFilter(func(ip net.IP) bool { return ip.IsLoopback() })
	return webrtc.NewAPI(webrtc.WithMediaEngine(&media), webrtc.WithInterceptorRegistry(&registry), webrtc.WithSettingEngine(settings)), nil
}

func answerAll(api *webrtc.API, tracks []*webrtc.TrackLocalStaticRTP, in io.Reader, out io.Writer) error {
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	var peers []*webrtc.PeerConnection
	defer func() {
		for _, p := range peers {
			_ = p.Close()
		}
	}()
	for {
		var offer exchange
		if err := decoder.Decode(&offer); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		peer, answer, err := answerOne(api, tracks, offer.SDP)
		if err != nil {
			return err
		}
		peers = append(peers, peer)
		if err := encoder.Encode(exchange{answer}); err != nil {
			return err
		}
	}
}

func answerOne(api *webrtc.API, tracks []*webrtc.TrackLocalStaticRTP, offer string) (*webrtc.PeerConnection, string, error) {
	peer, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, "", err
	}
	if err := peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return nil, "", err
	}
	for _, track := range tracks {
		sender, err := peer.AddTrack(track)
		if err != nil {
			return nil, "", err
		}
		go func() { // the interceptors see RTCP only when somebody reads it; it ends with the peer
			buffer := make([]byte, 1500)
			for {
				if _, _, err := sender.Read(buffer); err != nil {
					return
				}
			}
		}()
	}
	gathered := webrtc.GatheringCompletePromise(peer)
	answer, err := peer.CreateAnswer(nil)
	if err != nil {
		return nil, "", err
	}
	if err := peer.SetLocalDescription(answer); err != nil {
		return nil, "", err
	}
	<-gathered
	return peer, peer.LocalDescription().SDP, nil
}
