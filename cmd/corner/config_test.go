package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// load runs loadConfig as the command line would.
func load(t *testing.T, args []string, env map[string]string) (Config, error) {
	t.Helper()
	flags := pflag.NewFlagSet("corner", pflag.ContinueOnError)
	addFlags(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	return loadConfig(flags, func(name string) (string, bool) { v, ok := env[name]; return v, ok })
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "corner.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWithoutSettingsTheDefaultsRun(t *testing.T) {
	c, err := load(t, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, defaultConfig()) {
		t.Fatalf("got %+v", c)
	}
}

func TestFlagsBeatEnvironmentBeatsFileBeatsDefaults(t *testing.T) {
	path := writeFile(t, "media_port: 1001\ndata: from-file\nlog_level: warn\norigins: [https://a.example]\n")
	env := map[string]string{"CORNER_CONFIG": path, "CORNER_MEDIA_PORT": "1002", "CORNER_DATA": "from-env"}
	c, err := load(t, []string{"--media-port", "1003"}, env)
	if err != nil {
		t.Fatal(err)
	}
	want := defaultConfig()
	want.MediaPort, want.Data, want.LogLevel, want.Origins = 1003, "from-env", "warn", []string{"https://a.example"}
	if !reflect.DeepEqual(c, want) {
		t.Fatalf("got  %+v\nwant %+v", c, want)
	}
}

func TestEverySettingCanBeSetInAllThreeSpellings(t *testing.T) {
	values := map[reflect.Kind]string{
		reflect.String: "https://x.example", reflect.Int: "7", reflect.Slice: "https://x.example,https://y.example",
		reflect.Map: "app=0123456789abcdef0123456789abcdef",
	}
	c := defaultConfig()
	for _, s := range settings(&c) {
		if s.key == "" || s.help == "" {
			t.Errorf("a field of Config has no key or no help: %+v", s)
		}
		byFlag, err := loadLoose(t, []string{"--" + s.flag(), values[s.value.Kind()]}, nil)
		if err != nil {
			t.Errorf("--%s: %v", s.flag(), err)
		}
		byEnv, err := loadLoose(t, nil, map[string]string{s.env(): values[s.value.Kind()]})
		if err != nil {
			t.Errorf("%s: %v", s.env(), err)
		}
		if !reflect.DeepEqual(byFlag, byEnv) || reflect.DeepEqual(byFlag, defaultConfig()) {
			t.Errorf("%s: by flag %+v, by environment %+v", s.key, byFlag, byEnv)
		}
	}
}

// loadLoose is load without the validation, for values that only need to arrive.
func loadLoose(t *testing.T, args []string, env map[string]string) (Config, error) {
	t.Helper()
	c, err := load(t, args, env)
	if err != nil && c.validate() != nil {
		err = nil
	}
	return c, err
}

func TestFaultySettingsAreRefusedByName(t *testing.T) {
	cases := []struct {
		name string
		args []string
		env  map[string]string
		file string
		want string
	}{
		{name: "unknown key", file: "media_prot: 1\n", want: "media_prot"},
		{name: "wrong type", file: "media_port: many\n", want: "many"},
		{name: "not YAML", file: "{{{", want: "config"},
		{name: "listen", args: []string{"--listen", "8080"}, want: "listen"},
		{name: "port text", args: []string{"--media-port", "x"}, want: "--media-port"},
		{name: "port range", args: []string{"--media-port", "70000"}, want: "media_port"},
		{name: "environment", env: map[string]string{"CORNER_MEDIA_PORT": "x"}, want: "CORNER_MEDIA_PORT"},
		{name: "origin with path", args: []string{"--origins", "https://a.example/x"}, want: "a.example/x"},
		{name: "origin without scheme", args: []string{"--public-url", "a.example"}, want: "a.example"},
		{name: "media address", args: []string{"--media-address", "corner.example"}, want: "media_address"},
		{name: "media address that is nobody's", args: []string{"--media-address", "::"}, want: "media_address"},
		{name: "media address of one link", args: []string{"--media-address", "fe80::1%eth0"}, want: "media_address"},
		{name: "media over TCP", args: []string{"--media-tcp", "maybe"}, want: "media_tcp"},
		{name: "no media goroutine", args: []string{"--media-shards", "0"}, want: "media_shards"},
		{name: "more ports than there are", args: []string{"--media-port", "65535", "--media-shards", "2"}, want: "media_shards"},
		{name: "packing from", args: []string{"--packing-from", "-1"}, want: "packing_from"},
		{name: "packing time", args: []string{"--packing-ms", "50"}, want: "packing_ms"},
		{name: "no stream of the lobby", args: []string{"--lobby-streams", "0"}, want: "lobby_streams"},
		{name: "room capacity", args: []string{"--room-capacity", "10001"}, want: "room_capacity"},
		{name: "a proxy that is no prefix", args: []string{"--trusted-proxies", "corner.example"}, want: "trusted_proxies"},
		{name: "short operator key", args: []string{"--operator-key", "secret"}, want: "operator_key"},
		{name: "short app key", args: []string{"--app-keys", "app=secret"}, want: "app_keys"},
		{name: "app key without name", args: []string{"--app-keys", "secret"}, want: "--app-keys"},
		{name: "log level", args: []string{"--log-level", "loud"}, want: "log_level"},
		{name: "log format", args: []string{"--log-format", "xml"}, want: "log_format"},
		{name: "metrics", args: []string{"--metrics-listen", "here"}, want: "metrics_listen"},
		{name: "rooms", args: []string{"--max-rooms", "0"}, want: "max_rooms"},
		{name: "guests", args: []string{"--guests-per-minute", "0"}, want: "guests_per_minute"},
		{name: "data", args: []string{"--data", ""}, want: "data"},
		{name: "file missing", env: map[string]string{"CORNER_CONFIG": "/nonexistent/corner.yaml"}, want: "config"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.file != "" {
				c.args = append(c.args, "--config", writeFile(t, c.file))
			}
			_, err := load(t, c.args, c.env)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want an error that names %q", err, c.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("not one line: %q", err)
			}
		})
	}
}

func TestAnAddressOfEitherFamilyIsTaken(t *testing.T) {
	c, err := load(t, []string{"--media-address", "2001:db8::1,192.0.2.1", "--packing-from", "0", "--media-tcp", "off"}, nil)
	if err != nil || len(c.MediaAddress) != 2 || c.PackingFrom != 0 || c.MediaTCP != "off" {
		t.Fatalf("%+v, %v", c, err)
	}
}

func TestSecretsAreNeverPrintedAndTheRestReadsBack(t *testing.T) {
	secret := strings.Repeat("canary", 8)
	c, err := load(t, []string{"--operator-key", secret, "--app-keys", "app=" + secret, "--signing-key", secret, "--media-port", "99"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := c.print(&out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "canary") {
		t.Fatalf("a secret was printed:\n%s", out.String())
	}
	back, err := load(t, []string{"--config", writeFile(t, out.String())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.OperatorKey, c.AppKeys, c.SigningKey = "", nil, ""
	back.Origins, back.MediaAddress, back.WebPushHosts = nil, nil, nil
	if !reflect.DeepEqual(back, c) {
		t.Fatalf("read back %+v\nprinted   %+v", back, c)
	}
}

func TestOriginsOfALoopbackServerAreItsLoopbackNames(t *testing.T) {
	c := defaultConfig()
	public := c.publicURL(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080})
	if public != "http://127.0.0.1:8080" {
		t.Fatalf("public URL %s", public)
	}
	if got := c.origins(public); !slices.Contains(got, "http://localhost:8080") || slices.Contains(got, "http://localhost") {
		t.Fatalf("origins %v", got)
	}
	c.PublicURL = "https://corner.example"
	if got := c.origins(c.publicURL(&net.TCPAddr{Port: 1})); !slices.Equal(got, []string{"https://corner.example"}) {
		t.Fatalf("origins %v", got)
	}
}

func TestKeysAreMadeOnceAndKept(t *testing.T) {
	c := defaultConfig()
	c.Data = filepath.Join(t.TempDir(), "new", "data")
	if err := makeData(c.Data); err != nil {
		t.Fatal(err)
	}
	first, err := signingKey(c)
	if err != nil {
		t.Fatal(err)
	}
	second, err := signingKey(c)
	if err != nil || !bytes.Equal(first, second) {
		t.Fatalf("the second start reads another key (%v)", err)
	}
	info, err := os.Stat(filepath.Join(c.Data, "signing.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	operator, err := operatorKey(c)
	if err != nil || len(operator) < minSecret {
		t.Fatalf("operator key %d characters, %v", len(operator), err)
	}
}

func TestABadKeyIsOneClearLine(t *testing.T) {
	c := defaultConfig()
	c.Data = t.TempDir()
	for _, text := range []string{"", "not base64!", "c2hvcnQ="} {
		if err := os.WriteFile(filepath.Join(c.Data, "signing.key"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := signingKey(c)
		if err == nil || !strings.Contains(err.Error(), "signing.key") || strings.Contains(err.Error(), "\n") {
			t.Fatalf("%q: %v", text, err)
		}
	}
}

func TestAnUnwritableFolderIsOneClearLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := makeData(filepath.Join(file, "data"))
	if err == nil || !strings.Contains(err.Error(), "data:") {
		t.Fatal(err)
	}
}

func TestTheStartSaysWhichPortsToOpen(t *testing.T) {
	for want, c := range map[string]Config{
		"port 8192, udp and tcp":      {MediaPort: 8192, MediaShards: 1, MediaTCP: "on"},
		"port 8192, udp":              {MediaPort: 8192, MediaShards: 1, MediaTCP: "off"},
		"port 8192–8195, udp and tcp": {MediaPort: 8192, MediaShards: 4, MediaTCP: "on"},
	} {
		if got := (addresses{MediaPort: 8192}).audio(c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
