package signaling

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"

	"go.uber.org/zap"
)

// A crowd needs a server process of its own, or the clients would be in its memory and on its clock. The test binary
// is that process when this is set.
const serveVariable = "CORNER_TEST_SERVE"

// serveCrowd is the server process: no media, rooms and directory in memory. It tells its URL, room and owner's token,
// and where it echoes datagrams. Then it announces something for each line "announce" that it reads, and answers any
// other with its goroutines, after a collection.
func serveCrowd() {
	raiseFileLimit()
	authority, err := auth.New(auth.Config{Master: bytes.Repeat([]byte("m"), 32)})
	if err != nil {
		panic(err)
	}
	registry := room.NewRegistry(zap.NewNop())
	directory := newFakeDirectory()
	server, err := New(Config{
		Auth: authority, Rooms: registry, Media: newFakeMedia(), Directory: directory, Presence: directory, Schedules: &onePlan{},
		Log: zap.NewNop(), Origins: []string{testOrigin},
		Timing: Timing{Silence: time.Minute}, // the clients are slow
		Limits: Limits{Conns: 100_000, GuestsPerMinute: 1_000_000, RoomsPerMinute: 1000, Joins: 64},
	})
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { _ = server.Run(ctx) }()
	go func() { _ = registry.Run(ctx) }()
	owner := authority.NewGuest()
	token, _ := authority.GuestToken(owner)
	id := auth.Unguessable(16)
	settings := room.Settings{Title: "crowd", Languages: []string{"en"}, Owner: owner.Participant, Capacity: room.MaxCapacity}
	if err := server.OpenRoom(ctx, id, settings); err != nil {
		panic(err)
	}
	listening := httptest.NewUnstartedServer(server.Handler())
	listening.Listener, err = net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	listening.Config = NewHTTPServer(server.Handler())
	listening.Start()
	fmt.Println(listening.Listener.Addr(), id, token, echo())
	live, _ := server.hall.get(id)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if in.Text() == "announce" {
			live.Speakers(SpeakersUpdate{Slots: []string{owner.Participant}})
			continue
		}
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Println(runtime.NumGoroutine(), m.HeapInuse, m.StackInuse)
	}
}

// echo sends datagrams back, on a goroutine that waits for the network as the media goroutine does.
func echo() net.Addr {
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := socket.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = socket.WriteTo(buffer[:n], from)
		}
	}()
	return socket.LocalAddr()
}

func raiseFileLimit() {
	limit := syscall.Rlimit{}
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		limit.Cur = limit.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
}

// crowd is a server process and the sockets of its people.
type crowd struct {
	tb          testing.TB
	process     *exec.Cmd
	in          io.WriteCloser
	out         *bufio.Scanner
	address     string
	room, owner string
	echo        string // address
}

func newCrowd(tb testing.TB, environment ...string) *crowd {
	tb.Helper()
	raiseFileLimit()
	c := &crowd{tb: tb, process: exec.Command(os.Args[0])}
	c.process.Env = append(append(os.Environ(), serveVariable+"=1"), environment...)
	c.process.Stderr = os.Stderr
	var err error
	if c.in, err = c.process.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := c.process.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := c.process.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = c.in.Close()
		_ = c.process.Wait()
	})
	c.out = bufio.NewScanner(out)
	if !c.out.Scan() {
		tb.Fatal("the server said nothing")
	}
	if _, err := fmt.Sscan(c.out.Text(), &c.address, &c.room, &c.owner, &c.echo); err != nil {
		tb.Fatal(err)
	}
	return c
}

// footprint is what the process takes.
type footprint struct {
	goroutines  int
	heap, stack int64 // bytes of the heap and of stacks
	rss         int64 // bytes
	cpu         time.Duration
}

func (c *crowd) footprint() (f footprint) {
	c.tb.Helper()
	if _, err := fmt.Fprintln(c.in); err != nil || !c.out.Scan() {
		c.tb.Fatal("the server has gone")
	}
	if _, err := fmt.Sscan(c.out.Text(), &f.goroutines, &f.heap, &f.stack); err != nil {
		c.tb.Fatal(err)
	}
	pid := strconv.Itoa(c.process.Process.Pid)
	status, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		c.tb.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes := int64(0)
	_, _ = fmt.Sscan(rest, &kilobytes)
	f.rss, f.cpu = kilobytes<<10, c.cpu()
	return f
}

// cpu is the time that the process has used.
func (c *crowd) cpu() time.Duration {
	tasks := "/proc/" + strconv.Itoa(c.process.Process.Pid) + "/task"
	threads, err := os.ReadDir(tasks)
	if err != nil {
		c.tb.Fatal(err)
	}
	total := time.Duration(0)
	for _, thread := range threads { // the process's own file is of its first thread only
		nanoseconds := int64(0)
		if stat, err := os.ReadFile(tasks + "/" + thread.Name() + "/schedstat"); err == nil { // else it has just ended
			_, _ = fmt.Sscan(string(stat), &nanoseconds)
		}
		total += time.Duration(nanoseconds)
	}
	return total
}

// extra is a socket of the crowd: the least that is a client. Nothing reads it but pump.
type extra struct {
	net.Conn
	received int
	rest     []byte // of a frame that has not come whole
}

// join brings somebody in, from one of a few addresses, so that there are ports for thousands.
func (c *crowd) join(n int, token, name string) *extra {
	c.tb.Helper()
	e, answer := c.try(n, token, name)
	if !strings.Contains(answer, `"resume_token"`) {
		c.tb.Fatalf("%s: %.300s", name, answer)
	}
	return e
}

// try asks to come in and gives the answer.
func (c *crowd) try(n int, token, name string) (*extra, string) {
	c.tb.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+n%8))}}
	raw, err := dialer.Dial("tcp", c.address)
	if err != nil {
		c.tb.Fatal(err)
	}
	e := &extra{Conn: raw}
	c.tb.Cleanup(func() { _ = raw.Close() })
	_, _ = fmt.Fprintf(raw, "GET /v1/signal HTTP/1.1\r\nHost: corner\r\nOrigin: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: corner.v1\r\n\r\n", testOrigin)
	reader := bufio.NewReader(raw)
	answer, err := http.ReadResponse(reader, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		c.tb.Fatalf("upgrade: %v %+v", err, answer)
	}
	e.say(map[string]any{"id": 1, "type": "join", "data": map[string]any{"room": c.room, "token": token, "offer": "", "client": "crowd",
		"profile": map[string]any{"name": name, "speaks": []string{"en"}, "learns": []string{}, "time_zone": ""}}})
	head := make([]byte, 4)
	if _, err := io.ReadFull(reader, head); err != nil {
		c.tb.Fatal(err)
	}
	size := int(head[1])
	body := head[2:]
	if size == 126 {
		size, body = int(binary.BigEndian.Uint16(head[2:])), nil
	} else if size == 127 {
		c.tb.Fatal("a welcome of 64 KiB")
	}
	rest := make([]byte, size-len(body))
	if _, err := io.ReadFull(reader, rest); err != nil {
		c.tb.Fatal(err)
	}
	e.rest, _ = reader.Peek(reader.Buffered())
	return e, string(body) + string(rest)
}

// say sends a frame, masked with nothing.
func (e *extra) say(v any) {
	data, _ := json.Marshal(v)
	frame := []byte{0x81, 0x80 | 126, byte(len(data) >> 8), byte(len(data)), 0, 0, 0, 0}
	_, _ = e.Write(append(frame, data...))
}

// pump takes what has come, and answers the pings in it. It does not wait.
func (e *extra) pump(buffer []byte) error {
	for {
		_ = e.SetReadDeadline(time.Now().Add(50 * time.Microsecond))
		n, err := e.Read(buffer)
		e.received += n
		if bytes.Contains(buffer[:n], []byte(`"type":"ping"`)) {
			e.say(eventFrame{Type: typePong, Data: wirePong{}}) // as clients write it
		}
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
