package light

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

const (
	replayWindow = 64 // packets (RFC 3711 §3.3.2)
	maxSSRCs     = 8  // per direction and protocol; a microphone has one
	sealOverhead = 32 // the most that sealing adds: tag and SRTCP index
)

var errTooManySSRCs = errors.New("light: too many SSRCs")

// opener decrypts what a client sends, in place.
type opener interface {
	openRTP(datagram []byte) ([]byte, error)
	openRTCP(datagram []byte) ([]byte, error)
}

// sealer encrypts what a client is sent, into dst from its beginning.
type sealer interface {
	sealRTP(dst, packet []byte) ([]byte, error)
	sealRTCP(dst, packet []byte) ([]byte, error)
}

// keys are what a handshake leaves behind.
type keys struct {
	profile             srtp.ProtectionProfile
	localKey, localSalt []byte
	remoteKey, remote   []byte // master key and salt of the client
	lastFlight          [][]byte
}

// suite names the profile.
func (k keys) suite() string {
	if k.profile == srtp.ProtectionProfileAeadAes128Gcm {
		return "AEAD_AES_128_GCM"
	}
	return "AES128_CM_HMAC_SHA1_80"
}

// exportKeys derives the SRTP keys (RFC 5764 §4.2).
func exportKeys(conn *dtls.Conn, lastFlight [][]byte) (keys, error) {
	profile, ok := conn.SelectedSRTPProtectionProfile()
	if !ok {
		return keys{}, errNoSRTP
	}
	state, ok := conn.ConnectionState()
	if !ok {
		return keys{}, errNoSRTP
	}
	config := srtp.Config{Profile: srtp.ProtectionProfile(profile)}
	if err := config.ExtractSessionKeysFromDTLS(&state, false); err != nil {
		return keys{}, err
	}
	return keys{
		profile:  config.Profile,
		localKey: config.Keys.LocalMasterKey, localSalt: config.Keys.LocalMasterSalt,
		remoteKey: config.Keys.RemoteMasterKey, remote: config.Keys.RemoteMasterSalt,
		lastFlight: lastFlight,
	}, nil
}

// newProtection makes both directions of a connection's SRTP.
func newProtection(k keys) (opener, sealer, error) {
	in, err := srtp.CreateContext(k.remoteKey, k.remote, k.profile,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	if err != nil {
		return nil, nil, err
	}
	out, err := newSealer(k)
	return &inbound{context: in}, out, err
}

func newSealer(k keys) (sealer, error) {
	context, err := srtp.CreateContext(k.localKey, k.localSalt, k.profile)
	return &outbound{context: context}, err
}

// inbound decrypts with replay protection, for a bounded number of SSRCs: each costs memory for ever.
type inbound struct {
	context *srtp.Context
	header  rtp.Header // parsed into again and again
	rtp     []uint32   // SSRCs that have authenticated
	rtcp    []uint32
}

func (p *inbound) openRTP(datagram []byte) ([]byte, error) {
	ssrc := binary.BigEndian.Uint32(datagram[8:])
	known := slices.Contains(p.rtp, ssrc)
	if !known && len(p.rtp) == maxSSRCs {
		return nil, errTooManySSRCs
	}
	packet, err := p.context.DecryptRTP(datagram, datagram, &p.header)
	if err == nil && !known {
		p.rtp = append(p.rtp, ssrc)
	}
	return packet, err
}

func (p *inbound) openRTCP(datagram []byte) ([]byte, error) {
	ssrc := binary.BigEndian.Uint32(datagram[4:])
	known := slices.Contains(p.rtcp, ssrc)
	if !known && len(p.rtcp) == maxSSRCs {
		return nil, errTooManySSRCs
	}
	packet, err := p.context.DecryptRTCP(datagram, datagram, nil)
	if err == nil && !known {
		p.rtcp = append(p.rtcp, ssrc)
	}
	return packet, err
}

// outbound encrypts for profiles without a faster way.
type outbound struct {
	context *srtp.Context
	header  rtp.Header // parsed into again and again
}

func (p *outbound) sealRTP(dst, packet []byte) ([]byte, error) {
	if len(packet) < minRTP || len(packet) > maxDatagram {
		return nil, ErrMalformed
	}
	return p.context.EncryptRTP(dst, packet, &p.header)
}

func (p *outbound) sealRTCP(dst, packet []byte) ([]byte, error) {
	if len(packet) < minRTCP || len(packet) > maxDatagram {
		return nil, ErrMalformed
	}
	return p.context.EncryptRTCP(dst, packet, nil)
}
