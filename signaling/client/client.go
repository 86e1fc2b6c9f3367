package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// Options say whom to join, where, and how.
type Options struct {
	URL      string        // of the server: http://host:port, or the whole ws://…/v1/signal
	Room     string        // ID
	Token    string        // a guest token, an app's JWT, or "" for a new guest
	Profile  *Profile      // nil: the token carries one
	Blocked  []string      // participants not to meet, at most 200
	Origin   string        // as a browser would send it; "" sends none
	NoMedia  bool          // join without an offer
	LowDelay bool          // packets are never merged for this listener
	Silence  time.Duration // after which the server counts as gone; 0 is 25 s
	Client   string        // how the client calls itself; "" is corner-go/1

	// Jar keeps the server's mark of this device, so that a Client is known for the same one; nil keeps none.
	Jar http.CookieJar
	// API makes the peer connection; nil is NewAPI's: Opus only, loopback allowed, no interceptors.
	API *webrtc.API
	// OnRTP is as the method of that name, set before the first packet can come.
	OnRTP func(slot int, p *Packet)
}

// eventQueue is how many events wait for a slow reader; then the oldest go. The snapshot misses none.
const eventQueue = 4096

// Client is one member of a room.
type Client struct {
	options Options
	media   *media // nil without media
	welcome Welcome
	events  chan Event

	changing sync.Mutex // held over a whole Resume or Close: one socket at a time

	mu       sync.Mutex // guards what follows
	socket   *socket
	token    string // the newest resume token
	snapshot Snapshot
	closed   bool
}

// ErrClosed says that the Client has been closed.
var ErrClosed = errors.New("client is closed")

// Dial joins a room. A refusal is an *Error; with the code "moved" its URL is where to Dial instead, with
// "waiting" its GuestToken is what to Dial again with.
func Dial(ctx context.Context, o Options) (*Client, error) {
	c := &Client{options: o, events: make(chan Event, eventQueue)}
	offer := ""
	if !o.NoMedia {
		var err error
		if c.media, offer, err = newMedia(o.API, o.OnRTP); err != nil {
			return nil, err
		}
	}
	if err := c.join(ctx, offer); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Client) join(ctx context.Context, offer string) error {
	socket, err := c.open(ctx)
	if err != nil {
		return err
	}
	name := c.options.Client
	if name == "" {
		name = "corner-go/1"
	}
	raw, err := socket.do(ctx, "join", joinData{Room: c.options.Room, Token: c.options.Token,
		Profile: c.options.Profile, Offer: offer, Client: name, Blocked: c.options.Blocked,
		LowDelay: c.options.LowDelay})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &c.welcome); err != nil {
		return fmt.Errorf("welcome: %w", err)
	}
	c.apply(socket, c.welcome.ResumeToken, &c.welcome.Snapshot)
	if c.media == nil {
		return nil
	}
	return c.media.accept(c.welcome)
}

// open makes a new socket the current one.
func (c *Client) open(ctx context.Context) (*socket, error) {
	socket, err := dialSocket(ctx, c.options, c.receive, c.Seq)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.socket = socket
	return socket, nil
}

// apply takes what the first answer on a socket says, and lets the events through.
func (c *Client) apply(socket *socket, token string, snapshot *Snapshot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = token
	if snapshot != nil {
		c.snapshot = *snapshot
	}
	close(socket.open)
}

// Welcome is the answer to the join; it never changes.
func (c *Client) Welcome() Welcome { return c.welcome }

// ID is the participant that this client is.
func (c *Client) ID() string { return c.welcome.You }

// Snapshot is the room after every event so far.
func (c *Client) Snapshot() Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.snapshot
}

// Seq is the number of the last event applied.
func (c *Client) Seq() uint64 { return c.Snapshot().Revision }

// Events gives what the server says unasked, in order. It is closed by Close; whoever reads too slowly loses
// the oldest, never the snapshot.
func (c *Client) Events() <-chan Event { return c.events }

// Do sends a command and waits for its answer: the data, an *Error, or a *CloseError when the socket ends.
func (c *Client) Do(ctx context.Context, name string, data any) (json.RawMessage, error) {
	socket, err := c.current()
	if err != nil {
		return nil, err
	}
	return socket.do(ctx, name, data)
}

// Done is closed when the current socket has ended; Err says how.
func (c *Client) Done() <-chan struct{} {
	socket, err := c.current()
	if err != nil {
		over := make(chan struct{})
		close(over)
		return over
	}
	return socket.done
}

// Err is how the current socket ended: a *CloseError, or nil while it lives.
func (c *Client) Err() error {
	socket, err := c.current()
	if err != nil {
		return err
	}
	return socket.ended(nil)
}

// Cut drops the socket without a goodbye, as a network does. Audio goes on.
func (c *Client) Cut() {
	if socket, err := c.current(); err == nil {
		socket.cut()
	}
}

// Resume continues the session on a new socket; the old one is dropped. Missed events come as events.
func (c *Client) Resume(ctx context.Context) (Resumed, error) {
	c.changing.Lock()
	defer c.changing.Unlock()
	old, err := c.current()
	if err != nil {
		return Resumed{}, err
	}
	old.cut()
	socket, err := c.open(ctx)
	if err != nil {
		return Resumed{}, err
	}
	raw, err := socket.do(ctx, "resume", resumeData{c.welcome.Session, c.ResumeToken(), c.Seq()})
	if err != nil {
		return Resumed{}, err
	}
	var resumed Resumed
	if err := json.Unmarshal(raw, &resumed); err != nil {
		return Resumed{}, fmt.Errorf("resumed: %w", err)
	}
	c.apply(socket, resumed.ResumeToken, resumed.Snapshot)
	return resumed, nil
}

// ResumeToken is the newest one, for tests that present it elsewhere.
func (c *Client) ResumeToken() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

// Leave ends the membership and closes the client.
func (c *Client) Leave(ctx context.Context) error {
	_, err := c.Do(ctx, "leave", nil)
	var closed *CloseError
	if errors.As(err, &closed) && closed.Code == 4509 {
		err = nil // the goodbye overtook the answer
	}
	return errors.Join(err, c.Close())
}

// Close ends socket and media without leaving: the membership lives on for the grace. Idempotent.
func (c *Client) Close() error {
	c.changing.Lock()
	defer c.changing.Unlock()
	c.mu.Lock()
	socket, again := c.socket, c.closed
	c.closed = true
	c.mu.Unlock()
	if again {
		return nil
	}
	if socket != nil {
		socket.close()
	}
	close(c.events) // the reader has ended, and no other comes
	if c.media == nil {
		return nil
	}
	return c.media.close()
}

func (c *Client) current() (*socket, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, ErrClosed
	}
	return c.socket, nil
}

// receive applies an event and passes it on, on the reader's goroutine.
func (c *Client) receive(e Event) {
	c.mu.Lock()
	next, err := reduce(c.snapshot, e)
	if err == nil {
		c.snapshot = next
	}
	c.mu.Unlock()
	for {
		select {
		case c.events <- e:
			return
		default:
		}
		select {
		case <-c.events: // the oldest makes room
		default:
		}
	}
}
