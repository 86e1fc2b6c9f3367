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
	maxSSRCs     = 8  // per client, of RTP and again of RTCP; a microphone has one
	sealOverhead = 32 // the most that sealing adds: tag and SRTCP index

	// What is sealed and sent as RTP: with a tag of 16 bytes and the headers of UDP and IPv6 it is the 1,280 bytes
	// that every IPv6 path carries.
	maxPacket  = 1216
	srtcpIndex = 4 // what SRTCP adds beyond the tag
)

var errTooManySSRCs = errors.New("light: too many SSRCs")

// keys are what a handshake leaves behind; local ones protect what we send.
type keys struct {
	profile               srtp.ProtectionProfile
	localKey, localSalt   []byte
	remoteKey, remoteSalt []byte
	lastFlight            [][]byte
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
		remoteKey: config.Keys.RemoteMasterKey, remoteSalt: config.Keys.RemoteMasterSalt,
		lastFlight: lastFlight,
	}, nil
}

// newProtection makes both directions of a connection's SRTP.
func newProtection(k keys) (*opener, sealer, error) {
	in, err := srtp.CreateContext(k.remoteKey, k.remoteSalt, k.profile,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	if err != nil {
		return nil, sealer{}, err
	}
	out, err := srtp.CreateContext(k.localKey, k.localSalt, k.profile)
	if err != nil {
		return nil, sealer{}, err
	}
	seal := sealer{context: out, header: new(rtp.Header)}
	if k.profile == srtp.ProtectionProfileAeadAes128Gcm {
		if seal.gcm, err = newGCMSealer(k.localKey, k.localSalt); err != nil {
			return nil, sealer{}, err
		}
	}
	return &opener{context: in}, seal, nil
}

// opener decrypts what a client sends, in place, with replay protection and for a bounded number of SSRCs: each
// costs memory for as long as the connection lives.
type opener struct {
	context *srtp.Context
	header  rtp.Header // parsed into again and again
	rtp     []uint32   // SSRCs that have authenticated
	rtcp    []uint32
}

// openRTP decrypts a packet. With errTooManySSRCs it was authentic: a forged one can say any SSRC.
func (o *opener) openRTP(datagram []byte) ([]byte, error) {
	ssrc := binary.BigEndian.Uint32(datagram[8:])
	packet, err := o.context.DecryptRTP(datagram, datagram, &o.header)
	if err == nil {
		err = admit(&o.rtp, ssrc)
	}
	return packet, err
}

// openRTCP decrypts a compound; for its errors see openRTP.
func (o *opener) openRTCP(datagram []byte) ([]byte, error) {
	ssrc := binary.BigEndian.Uint32(datagram[4:])
	packet, err := o.context.DecryptRTCP(datagram, datagram, nil)
	if err == nil {
		err = admit(&o.rtcp, ssrc)
	}
	return packet, err
}

// admit notes the SSRC of an authentic packet if there is room for it.
func admit(seen *[]uint32, ssrc uint32) error {
	switch {
	case slices.Contains(*seen, ssrc):
		return nil
	case len(*seen) == maxSSRCs:
		return errTooManySSRCs
	}
	*seen = append(*seen, ssrc)
	return nil
}

// sealer encrypts what a client is sent, into dst from its beginning. With room in dst it allocates nothing.
type sealer struct {
	gcm     gcmSealer // of RTP, unless the suite is another one
	context *srtp.Context
	header  *rtp.Header // parsed into again and again
}

func (s *sealer) sealRTP(dst, packet []byte) ([]byte, error) {
	if len(packet) < minRTP || len(packet) > maxPacket {
		return nil, ErrMalformed
	}
	if s.gcm.aead != nil {
		return s.gcm.seal(dst, packet)
	}
	return s.context.EncryptRTP(dst, packet, s.header)
}

func (s *sealer) sealRTCP(dst, packet []byte) ([]byte, error) {
	if len(packet) < minRTCP || len(packet) > maxPacket-srtcpIndex {
		return nil, ErrMalformed
	}
	return s.context.EncryptRTCP(dst, packet, nil)
}
