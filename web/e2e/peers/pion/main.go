// Program pion is a participant with Pion, for the browser tests: signaling/client with a microphone that is a
// file and slots that become files. It can be held to one SRTP suite.
//
// Commands and frames are JSON lines, as web/e2e/peers/conversation.py tells. It is no part of the server, and
// ends with its standard input, its socket or SIGTERM. One goroutine speaks, one passes events on; Run waits
// for both.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"corner/signaling/client"

	"github.com/pion/dtls/v3"
	"github.com/pion/webrtc/v4"
)

type options struct {
	url, origin, room, name, microphone, record, suite string
}

func main() {
	var o options
	flag.StringVar(&o.url, "url", "", "ws://host:port/v1/signal")
	flag.StringVar(&o.origin, "origin", "", "as a browser would send it")
	flag.StringVar(&o.room, "room", "", "id of the room")
	flag.StringVar(&o.name, "name", "Pion", "how this participant is called")
	flag.StringVar(&o.microphone, "microphone", "", "Ogg file that is said in a loop, one packet of 20 ms a page")
	flag.StringVar(&o.record, "record", "", "recordings are PATH.<slot>.ogg")
	flag.StringVar(&o.suite, "suite", "gcm", "the only SRTP suite to offer: gcm or cm")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// suites are those that can be asked for.
var suites = map[string]dtls.SRTPProtectionProfile{
	"gcm": dtls.SRTP_AEAD_AES_128_GCM,
	"cm":  dtls.SRTP_AES128_CM_HMAC_SHA1_80,
}

// command is a line of the test's.
type command struct {
	Local string          `json:"local"`
	Type  string          `json:"type"`
	Data  json.RawMessage `json:"data"`
}

// run is in the room until the commands or ctx end.
func run(ctx context.Context, o options, in io.Reader, out io.Writer) error {
	suite, known := suites[o.suite]
	if !known {
		return fmt.Errorf("no suite %q", o.suite)
	}
	packets, err := readMicrophone(o.microphone)
	if err != nil {
		return err
	}
	api, err := client.NewAPI(func(s *webrtc.SettingEngine) { s.SetSRTPProtectionProfiles(suite) })
	if err != nil {
		return err
	}
	slots := newRecorder(o.record)
	c, err := client.Dial(ctx, client.Options{URL: o.url, Origin: o.origin, Room: o.room, API: api, Client: "pion-test/1",
		Profile: &client.Profile{Name: o.name, Speaks: []string{"es"}, Learns: []string{"en"}, TimeZone: "America/Bogota"},
		OnRTP:   slots.heard})
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	p := &peer{client: c, packets: packets, slots: slots, out: json.NewEncoder(out)}
	p.tell(map[string]any{"re": 1, "data": map[string]any{"you": c.ID()}})
	if err := c.MediaReady(ctx); err != nil {
		return err
	}
	p.tell(map[string]any{"local": "connection", "state": "connected"})
	return p.takePart(ctx, in)
}

// peer is one participant at its test's command.
type peer struct {
	client  *client.Client
	packets [][]byte
	slots   *recorder

	hush  context.CancelFunc // of the newest voice; takePart's
	voice sync.WaitGroup

	mu  sync.Mutex // guards out
	out *json.Encoder
}

func (p *peer) tell(line any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.out.Encode(line)
}

// takePart obeys until the input, the socket or ctx ends.
func (p *peer) takePart(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer p.voice.Wait()
	defer cancel()
	go func() {
		for e := range p.client.Events() {
			p.tell(map[string]any{"seq": e.Seq, "type": e.Type, "data": e.Data})
		}
	}()
	commands := make(chan command)
	ended := make(chan error, 1)
	go func() { ended <- readCommands(ctx, in, commands) }()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-p.client.Done():
			return p.client.Err()
		case err := <-ended:
			return err
		case c := <-commands:
			if err := p.obey(ctx, c); err != nil {
				return err
			}
		}
	}
}

func readCommands(ctx context.Context, in io.Reader, to chan<- command) error {
	for lines := json.NewDecoder(in); ; {
		var c command
		if err := lines.Decode(&c); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("command: %w", err)
		}
		select {
		case to <- c:
		case <-ctx.Done():
			return nil
		}
	}
}

func (p *peer) obey(ctx context.Context, c command) error {
	switch c.Local {
	case "":
		_, err := p.client.Do(ctx, c.Type, c.Data)
		return err
	case "speak":
		ctx, p.hush = context.WithCancel(ctx)
		p.voice.Go(func() { p.speak(ctx) })
	case "hush":
		if p.hush != nil {
			p.hush()
		}
	case "record":
		p.slots.record()
	case "save":
		paths, err := p.slots.save()
		for _, path := range paths {
			p.tell(map[string]any{"local": "saved", "path": path})
		}
		p.tell(map[string]any{"local": "done"})
		return err
	default:
		return fmt.Errorf("no command %q", c.Local)
	}
	return nil
}

// speak says the file in a loop; who is late catches up.
func (p *peer) speak(ctx context.Context) {
	tick := time.NewTicker(frame)
	defer tick.Stop()
	for began, said := time.Now(), 0; ; {
		for ; time.Duration(said)*frame <= time.Since(began); said++ {
			if err := p.client.WriteAudio(p.packets[said%len(p.packets)], frame); err != nil {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
