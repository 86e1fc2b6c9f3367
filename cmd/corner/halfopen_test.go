package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/pion/dtls/v3"
	"github.com/pion/stun/v4"
)

// stages is where a join can stop: in which of them a flood stops, in turn.
const stages = 5

// flood is thousands of joins that stop half-way.
type flood struct {
	address     addresses
	rooms       []string
	offer       string
	certificate tls.Certificate
}

// newFlood prepares an attack with somebody's offer, under a certificate of its own.
func newFlood(t *testing.T, a addresses, rooms []string, offer string) *flood {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	var digits []string
	for _, b := range sha256.Sum256(der) {
		digits = append(digits, fmt.Sprintf("%02X", b))
	}
	mine := regexp.MustCompile(`a=fingerprint:sha-256 [0-9A-Fa-f:]+`).
		ReplaceAllString(offer, "a=fingerprint:sha-256 "+strings.Join(digits, ":"))
	return &flood{a, rooms, mine, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
}

// run sends count clients, some at once, and counts how far they came or how they were refused.
func (f *flood) run(count int, stage func(number int) int) map[string]int {
	const atOnce = 40
	answers := make(chan string, count)
	var wait sync.WaitGroup
	for worker := range atOnce {
		wait.Go(func() {
			for number := worker; number < count; number += atOnce {
				answers <- f.client(number, stage(number))
			}
		})
	}
	wait.Wait()
	close(answers)
	tally := map[string]int{}
	for answer := range answers {
		tally[answer]++
	}
	return tally
}

// client goes as far as its stage and disappears without a goodbye.
func (f *flood) client(number, stage int) string {
	dialer := websocket.Dialer{Subprotocols: []string{"corner.v1"}, HandshakeTimeout: 20 * time.Second}
	c, answer, err := dialer.Dial("ws"+strings.TrimPrefix(f.address.Public, "http")+"/v1/signal",
		http.Header{"Origin": {f.address.Public}})
	if err != nil && answer != nil && answer.StatusCode == http.StatusServiceUnavailable {
		return "server_busy"
	}
	if err != nil {
		return "dial: " + err.Error()
	}
	_ = answer.Body.Close()
	defer c.Close()
	switch stage {
	case 0:
		return "no word"
	case 1:
		if w, err := c.NextWriter(websocket.TextMessage); err == nil {
			_, _ = w.Write([]byte(`{"id":1,"type":"join","data":{`))
		}
		return "half a frame"
	}
	sdp, code := f.join(c, number)
	if code != "" {
		return code
	}
	if stage == 2 {
		return "no check"
	}
	socket, server, err := f.check(sdp)
	if err != nil {
		return "check unanswered" // lost under load three times, as UDP may be
	}
	defer socket.Close()
	if stage == 3 {
		return "no handshake"
	}
	if err := f.shake(socket, server); err != nil {
		return "handshake: " + err.Error()
	}
	return "no media"
}

// join becomes a member and returns the answer to the offer, or the code of the refusal.
func (f *flood) join(c *websocket.Conn, number int) (sdp, code string) {
	room := f.rooms[number%len(f.rooms)]
	if err := c.WriteJSON(joinFrame(room, fmt.Sprint("n", number), f.offer)); err != nil {
		return "", "write: " + err.Error()
	}
	_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
	var welcome struct {
		Data  struct{ Answer string }
		Error struct{ Code string }
	}
	if err := c.ReadJSON(&welcome); err != nil {
		return "", "read: " + err.Error()
	}
	return welcome.Data.Answer, welcome.Error.Code
}

// check proves an address to the server, as ICE does, and waits for its answer.
func (f *flood) check(sdp string) (*net.UDPConn, *net.UDPAddr, error) {
	port, ours := 0, attributeOf(f.offer, "ice-ufrag")
	ufrag, pwd := attributeOf(sdp, "ice-ufrag"), attributeOf(sdp, "ice-pwd")
	if _, err := fmt.Sscanf(sdp[strings.Index(sdp, "m=audio"):], "m=audio %d ", &port); err != nil {
		return nil, nil, err
	}
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(ufrag+":"+ours),
		stun.RawAttribute{Type: stun.AttrUseCandidate}, stun.NewShortTermIntegrity(pwd), stun.Fingerprint)
	if err != nil {
		return nil, nil, err
	}
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, nil, err
	}
	server := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
	reply := make([]byte, 1500)
	for range 3 { // a check may be lost, as ICE knows
		if _, err = socket.WriteToUDP(request.Raw, server); err != nil {
			break
		}
		_ = socket.SetReadDeadline(time.Now().Add(2 * time.Second))
		if _, err = socket.Read(reply); err == nil {
			_ = socket.SetReadDeadline(time.Time{})
			return socket, server, nil
		}
	}
	_ = socket.Close()
	return nil, nil, err
}

// attributeOf is the first value of an attribute of an SDP.
func attributeOf(sdp, name string) string {
	_, rest, _ := strings.Cut(sdp, "a="+name+":")
	value, _, _ := strings.Cut(rest, "\r\n")
	return value
}

// shake finishes a DTLS handshake and forgets the keys.
func (f *flood) shake(socket net.PacketConn, server net.Addr) error {
	conn, err := dtls.ClientWithOptions(socket, server, dtls.WithCertificates(f.certificate), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 9*time.Second)
	defer cancel()
	err = conn.HandshakeContext(ctx)
	_ = conn.Close()
	return err
}
