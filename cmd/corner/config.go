package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"corner/room"

	"go.uber.org/zap/zapcore"
)

// Config is everything that can be set. A field's tags give its YAML key (flag and environment variable
// follow from it) and its help text; `secret` fields are never printed.
type Config struct {
	Listen          string            `yaml:"listen" help:"address of the app, the API and signaling (HTTP)"`
	PublicURL       string            `yaml:"public_url" help:"how browsers reach this server, e.g. https://corner.example; empty: from --listen"`
	Origins         []string          `yaml:"origins" help:"exact origins whose pages may connect, beside --public-url"`
	Proxies         []string          `yaml:"trusted_proxies" help:"prefixes of the proxies whose X-Forwarded-For is believed, or 'none'"`
	MediaPort       int               `yaml:"media_port" help:"the port of all audio, UDP and TCP; with more shards the next ones too"`
	MediaAddress    []string          `yaml:"media_address" help:"IPv4 and IPv6 addresses browsers reach the media port at; empty: this machine's own"`
	MediaTCP        string            `yaml:"media_tcp" help:"on: audio over TCP for who cannot get UDP through; off: UDP only"`
	MediaShards     int               `yaml:"media_shards" help:"media goroutines, each with a port of its own: about one per core that audio may use"`
	PackingFrom     int               `yaml:"packing_from" help:"size of an audience from which packets to it are merged, which saves CPU and costs delay; 0 for never"`
	PackingMS       int               `yaml:"packing_ms" help:"how much is merged into one packet, in milliseconds: 40 or 60"`
	Data            string            `yaml:"data" help:"folder of the embedded store and the keys, made when missing"`
	Redis           string            `yaml:"redis" help:"Redis URL that several servers share, e.g. redis://127.0.0.1:6379/0; empty: the embedded store"`
	MetricsListen   string            `yaml:"metrics_listen" help:"address of /metrics (Prometheus); 'off' for none"`
	SigningKey      string            `yaml:"signing_key" help:"base64 of at least 32 bytes that sign tokens; empty: DATA/signing.key" secret:"true"`
	OperatorKey     string            `yaml:"operator_key" help:"bearer key of the operators' API, at least 32 characters; empty: DATA/operator.key" secret:"true"`
	AppKeys         map[string]string `yaml:"app_keys" help:"name=secret of each app backend that mints tokens (HS256, at least 32 characters)" secret:"true"`
	MaxRooms        int               `yaml:"max_rooms" help:"live rooms on this server at most"`
	RoomCapacity    int               `yaml:"room_capacity" help:"people in a room at most"`
	GuestsPerMinute int               `yaml:"guests_per_minute" help:"new guests from one network (/24 of IPv4, /64 of IPv6) a minute at most"`
	LobbyStreams    int               `yaml:"lobby_streams" help:"people who are told at once how the lobby changes, at most; others ask every 15 s"`
	Cards           string            `yaml:"cards" help:"folder of your own card packs (*.json), beside the built-in ones; empty: none"`
	WebPushContact  string            `yaml:"web_push_contact" help:"your e-mail address or https URL, which push services ask for; empty: nobody is reminded by web push"`
	WebPushHosts    []string          `yaml:"web_push_hosts" help:"host:port of push services beside those of the browsers, e.g. one of your own"`
	LogLevel        string            `yaml:"log_level" help:"debug, info, warn or error"`
	LogFormat       string            `yaml:"log_format" help:"console or json"`
}

// defaultConfig is what runs when nothing is set.
func defaultConfig() Config {
	return Config{
		Listen:          "127.0.0.1:8080",
		Proxies:         []string{"127.0.0.0/8", "::1/128"},
		MediaPort:       8192,
		MediaTCP:        "on",
		MediaShards:     1,
		PackingFrom:     50,
		PackingMS:       60,
		Data:            "data",
		MetricsListen:   "127.0.0.1:9464",
		MaxRooms:        1000,
		RoomCapacity:    room.DefaultCapacity,
		GuestsPerMinute: 300,
		LobbyStreams:    5000,
		LogLevel:        "info",
		LogFormat:       "console",
	}
}

// validate refuses what could not run, in one line that names every faulty setting.
func (c Config) validate() error {
	var faults []string
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	_, _, err := net.SplitHostPort(c.Listen)
	check(err == nil, "listen: %q is not host:port", c.Listen)
	if c.MetricsListen != "off" {
		_, _, err := net.SplitHostPort(c.MetricsListen)
		check(err == nil, "metrics_listen: %q is neither host:port nor 'off'", c.MetricsListen)
	}
	c.checkMedia(check)
	_, err = c.proxies()
	check(err == nil, "trusted_proxies: %v", err)
	for _, o := range append([]string{c.PublicURL}, c.Origins...) {
		check(o == "" || isOrigin(o), "%q is not an origin such as https://corner.example", o)
	}
	check(c.Data != "", "data: a folder is needed")
	check(c.MaxRooms > 0, "max_rooms: must be at least 1")
	check(c.RoomCapacity > 0 && c.RoomCapacity <= room.MaxCapacity, "room_capacity: must be 1 to %d", room.MaxCapacity)
	check(c.GuestsPerMinute > 0, "guests_per_minute: must be at least 1")
	check(c.LobbyStreams > 0, "lobby_streams: must be at least 1")
	check(c.OperatorKey == "" || len(c.OperatorKey) >= minSecret, "operator_key: needs at least %d characters", minSecret)
	check(c.WebPushContact == "" || isContact(c.WebPushContact), "web_push_contact: %q is neither an e-mail address nor an https URL",
		c.WebPushContact)
	for name, secret := range c.AppKeys {
		check(name != "" && len(secret) >= minSecret, "app_keys: %q needs a name and a secret of at least %d characters", name, minSecret)
	}
	_, err = zapcore.ParseLevel(c.LogLevel)
	check(err == nil, "log_level: %q is none of debug, info, warn, error", c.LogLevel)
	check(c.LogFormat == "console" || c.LogFormat == "json", "log_format: %q is neither console nor json", c.LogFormat)
	if len(faults) > 0 {
		return errors.New(strings.Join(faults, "; "))
	}
	return nil
}

// maxShards is how many media goroutines there may be: their ports come one after the other.
const maxShards = 64

// checkMedia checks what is set of the audio.
func (c Config) checkMedia(check func(ok bool, format string, args ...any)) {
	check(c.MediaPort >= 0 && c.MediaPort < 1<<16, "media_port: %d is not a port", c.MediaPort)
	for _, a := range c.MediaAddress {
		ip, err := netip.ParseAddr(a)
		check(err == nil && ip.Zone() == "", "media_address: %q is not an IP address", a)
		check(err != nil || !ip.IsUnspecified() && !ip.IsMulticast(), "media_address: nobody is reached at %s", a)
	}
	check(c.MediaTCP == "on" || c.MediaTCP == "off", "media_tcp: %q is neither on nor off", c.MediaTCP)
	check(c.MediaShards > 0 && c.MediaShards <= maxShards, "media_shards: must be 1 to %d", maxShards)
	check(c.MediaPort+c.MediaShards <= 1<<16, "media_shards: %d ports from %d on are too many", c.MediaShards, c.MediaPort)
	check(c.PackingFrom >= 0, "packing_from: must be 0 or more")
	check(c.PackingMS == 40 || c.PackingMS == 60, "packing_ms: must be 40 or 60")
}

// proxies is the prefixes of the proxies that are believed.
func (c Config) proxies() ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range c.Proxies {
		if text == "none" && len(c.Proxies) == 1 {
			return nil, nil
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q is no prefix such as 10.0.0.0/8", text)
		}
		list = append(list, prefix)
	}
	return list, nil
}

// minSecret is the least length of a secret, in characters: a shorter one can be guessed.
const minSecret = 32

// isOrigin reports whether s is scheme://host[:port] and nothing more.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Scheme+"://"+u.Host == s
}

// publicURL is where browsers find the server that listens at addr.
func (c Config) publicURL(addr net.Addr) string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String()
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// origins is the exact list of pages that may connect: the public URL, the configured ones and, where the
// public URL is a loopback address, that loopback's other names.
func (c Config) origins(public string) []string {
	list := append([]string{public}, c.Origins...)
	u, err := url.Parse(public)
	if err != nil {
		return list
	}
	loopback := []string{"localhost", "127.0.0.1"}
	for _, host := range loopback {
		if u.Hostname() != host {
			continue
		}
		for _, other := range loopback {
			list = append(list, u.Scheme+"://"+strings.TrimSuffix(net.JoinHostPort(other, u.Port()), ":"))
		}
	}
	return list
}

// makeData makes the data folder and proves that it can be written.
func makeData(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("data: cannot make the folder: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("data: cannot write into the folder: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
